/**
 * Lists of names and values: the environment of containers, headers, parameters, attributes, contact
 * points, papers. The name of a value is then no key of the object but the text beside it:
 * `{"name": "DB_PASSWORD", "value": "..."}`, `{"type": "passport", "number": "..."}`.
 */
import type { JsonLeaf } from './json-leaves.ts';

/** Keys that hold the name, and those that hold the value; compared in small letters. */
const nameKeys: ReadonlySet<string> = new Set(
  (
    'name key variable field param parameter property header parameterkey parameter_key optionname id ' +
    'system type kind label code attribute attr fieldname field_name attributecode attribute_code question ' +
    'documenttype document_type doctype doc_type idtype id_type'
  ).split(' '),
);
const valueKeys: ReadonlySet<string> = new Set(
  (
    'value val parametervalue parameter_value stringvalue string_value secretvalue secret_value answer ' +
    'fieldvalue field_value attributevalue attribute_value'
  ).split(' '),
);
/** Keys of numbers, which the name beside them is put before: `passport number`. */
const numberKeys: ReadonlySet<string> = new Set(
  'number documentnumber document_number docnumber doc_number idnumber id_number'.split(' '),
);

/** Longest name that is looked at, in characters. */
export const nameMax = 64;
/** Names of secrets and of what persons have; of other names the value's own key says enough. */
const telling =
  /pass|pwd|secret|token|key|cred|auth|psk|pin$|salt|cookie|session|senha|clave|contrase|kennwort|wachtwoord|mail|phone|mobile|telefon|birth|dob|geburt|naissance|nascita|nacimiento|iban|ssn|social|licen[cs]e|name|address|gender|national|tax.?id|[un]s-(?:npi|ssn|mbi)/i;

export function isNameKey(key: string): boolean {
  return key.length <= 16 && nameKeys.has(key.toLowerCase());
}

export function isValueKey(key: string): boolean {
  if (key.length > 16) return false;
  const small = key.toLowerCase();
  return valueKeys.has(small) || numberKeys.has(small);
}

/** True for a text that names a secret: `DB_PASSWORD`, `X-Api-Key`. */
export function isTellingName(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.length <= nameMax &&
    /^[\w$][\w$.:/ -]*$/.test(text) &&
    telling.test(text)
  );
}

/** HL7 v2, table 0203, "Identifier type": what FHIR's identifiers are, as names of fields. */
const identifierTypes: ReadonlyMap<unknown, string> = new Map([
  ['MR', 'mrn'],
  ['SS', 'ssn'],
  ['DL', 'drivers license'],
  ['PPN', 'passport'],
  ['NPI', 'npi'],
  ['DEA', 'dea number'],
  ['MB', 'member number'],
  ['TAX', 'tax id'],
  ['NI', 'national id'],
]);

/** What a CodeableConcept of FHIR names: `{"coding": [{"code": "MR"}]}`. */
function codedName(concept: unknown): string | undefined {
  if (typeof concept !== 'object' || concept === null || !('coding' in concept)) return undefined;
  const { coding } = concept;
  if (!Array.isArray(coding)) return undefined;
  for (const one of coding) {
    const name = identifierTypes.get(one?.code);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The name that an object gives to its value; undefined where it is no such pair. */
export function pairedName(entries: readonly (readonly [string, unknown])[]): string | undefined {
  if (entries.length < 2 || !entries.some(([key]) => isValueKey(key))) return undefined;
  for (const [key, value] of entries) {
    if (isNameKey(key) && isTellingName(value)) return value;
    const coded = key === 'type' ? codedName(value) : undefined;
    if (coded !== undefined) return coded;
  }
  return undefined;
}

/** Members of a JSON Web Key (RFC 7518 section 6) that are private, or the key itself. */
const privateMembers: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);

/** Gives leaves of JSON `text` that are the values of such pairs the names beside them. */
export function nameLeaves(text: string, leaves: readonly JsonLeaf[]): void {
  const names = new Map<number, string>();
  const keys = new Set<number>();
  for (const { steps, owner, start, end } of leaves) {
    const key = steps[steps.length - 1];
    if (key === undefined || end - start > nameMax) continue;
    if (key === 'kty') keys.add(owner);
    if (!isNameKey(key) || names.has(owner)) continue;
    const name = text.slice(start, end);
    if (isTellingName(name)) names.set(owner, name);
  }
  if (names.size === 0 && keys.size === 0) return;
  for (const { steps, owner } of leaves) {
    const last = steps.length - 1;
    if (last >= 0) steps[last] = memberName(steps[last], names.get(owner), keys.has(owner));
  }
}

/** The name under which a member of an object is looked at. */
export function memberName(key: string, paired: string | undefined, isJwk: boolean): string {
  if (paired !== undefined && isValueKey(key)) {
    return numberKeys.has(key.toLowerCase()) ? `${paired} number` : paired;
  }
  return isJwk && privateMembers.has(key) ? 'private key' : key;
}
