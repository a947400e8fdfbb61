/**
 * Lists of names and values: the environment of containers, headers, parameters. The name of a value
 * is then no key of the object but the text beside it: `{"name": "DB_PASSWORD", "value": "..."}`.
 */
import type { JsonLeaf } from './json-leaves.ts';

/** Keys that hold the name, and those that hold the value; compared in small letters. */
const nameKeys: ReadonlySet<string> = new Set(
  'name key variable field param parameter property header parameterkey parameter_key optionname id'.split(
    ' ',
  ),
);
const valueKeys: ReadonlySet<string> = new Set(
  'value val parametervalue parameter_value stringvalue string_value secretvalue secret_value'.split(
    ' ',
  ),
);

/** Longest name that is looked at, in characters. */
export const nameMax = 64;
/** Names of secrets; of other names the value's own key says enough. */
const telling =
  /pass|pwd|secret|token|key|cred|auth|psk|pin$|salt|cookie|session|senha|clave|contrase|kennwort|wachtwoord/i;

export function isNameKey(key: string): boolean {
  return key.length <= 16 && nameKeys.has(key.toLowerCase());
}

export function isValueKey(key: string): boolean {
  return key.length <= 16 && valueKeys.has(key.toLowerCase());
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

/** The name that an object gives to its value; undefined where it is no such pair. */
export function pairedName(entries: readonly (readonly [string, unknown])[]): string | undefined {
  if (entries.length < 2 || !entries.some(([key]) => isValueKey(key))) return undefined;
  for (const [key, value] of entries) if (isNameKey(key) && isTellingName(value)) return value;
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
  if (paired !== undefined && isValueKey(key)) return paired;
  return isJwk && privateMembers.has(key) ? 'private key' : key;
}
