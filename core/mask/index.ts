/** All masks, and the one way to make a mask of a policy ready for use. */
import type { ValueType } from '../inspect/carrier.ts';
import { bucket } from './bucket.ts';
import { cutTo } from './characters.ts';
import { defaultForType } from './default-for-type.ts';
import {
  type Arguments,
  type MaskContext,
  type MaskDefinition,
  MaskError,
  type Parameter,
} from './definition.ts';
import { email } from './email.ts';
import { defaultFor } from './fallback.ts';
import { fpe } from './fpe.ts';
import { full } from './full.ts';
import { hash } from './hash.ts';
import { KeyedHash, key_bytes_min } from './keyed.ts';
import type { CompiledMask, KeyRing, MaskSpec } from './mask.ts';
import { nullMask } from './null.ts';
import { redact } from './redact.ts';
import { replace } from './replace.ts';
import { shiftDate } from './shift-date.ts';
import { showFirst } from './show-first.ts';
import { showLast } from './show-last.ts';
import { token } from './token.ts';
import { yearOnly } from './year-only.ts';

export { MaskError } from './definition.ts';
export { MASKED_EMAIL_DOMAIN, REDACTED_LABEL, TOKEN_PREFIX } from './reserved.ts';

/** Every mask, in the order of DESIGN and of docs/masks.md. */
export const masks: readonly MaskDefinition[] = [
  redact,
  replace,
  full,
  showLast,
  showFirst,
  email,
  yearOnly,
  hash,
  token,
  fpe,
  bucket,
  shiftDate,
  nullMask,
  defaultForType,
];

export const maskNames: readonly string[] = masks.map((mask) => mask.name);

/** Which mask serves which value type. */
export const maskTable: ReadonlyMap<string, ReadonlySet<ValueType>> = new Map(
  masks.map((mask) => [mask.name, new Set(mask.types)]),
);

const byName = new Map(masks.map((mask) => [mask.name, mask]));

/** Says whether the detector of a class would find a substitute again; see `MaskContext`. */
export type Recogniser = MaskContext['recognises'];

const recognisesNothing: Recogniser = () => false;

/**
 * Makes `spec` ready for use. Throws a `MaskError` with the parameter at fault where the mask is
 * unknown, a parameter is unknown, missing or of the wrong kind, or the key does not exist.
 */
export function compileMask(
  spec: MaskSpec,
  keys: KeyRing,
  recognises: Recogniser = recognisesNothing,
): CompiledMask {
  const definition = byName.get(spec.with);
  if (!definition) {
    throw new MaskError('with', `there is no mask '${spec.with}'; masks: ${maskNames.join(', ')}`);
  }
  const args = argumentsOf(definition, spec);
  const fault = definition.check?.(args);
  if (fault !== undefined) throw new MaskError('with', fault);
  const key = args.key === undefined ? undefined : keyOf(args.key as string, keys);
  const hash = key && new KeyedHash(key, definition.name);
  const apply = definition.compile(args, { key, hash, recognises });
  const types = new Set(definition.typesFor?.(args) ?? definition.types);
  return {
    name: definition.name,
    blind: definition.blind ?? false,
    types,
    subject: typeof args.subject === 'string' ? args.subject : undefined,
    apply(text, type, className, bound, subject) {
      if (!types.has(type)) return defaultFor(type);
      const substitute = apply(text, type, className, bound, subject);
      return substitute === null ? null : fit(substitute, type, bound);
    },
  };
}

/** A text is cut to its bound; of anything else a part would be another value. */
function fit(substitute: string, type: ValueType, bound: number): string {
  if (bound === 0 || substitute.length <= bound) return substitute;
  return type === 'text' || type === 'binary' ? cutTo(substitute, bound) : defaultFor(type);
}

function keyOf(name: string, keys: KeyRing): Uint8Array {
  const key = keys.get(name);
  if (!key) throw new MaskError('key', `there is no key '${name}'`);
  if (key.length < key_bytes_min) {
    throw new MaskError('key', `key '${name}' is shorter than ${key_bytes_min} bytes`);
  }
  return key;
}

function argumentsOf(definition: MaskDefinition, spec: MaskSpec): Arguments {
  const args: Record<string, unknown> = {};
  for (const name of Object.keys(spec)) {
    if (name !== 'with' && !Object.hasOwn(definition.parameters, name)) {
      throw new MaskError(name, `mask ${definition.name} has no parameter '${name}'`);
    }
  }
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const value = spec[name];
    if (value === undefined) {
      if (parameter.required) {
        throw new MaskError(
          'with',
          `mask ${definition.name} needs '${name}': ${parameter.summary}`,
        );
      }
      if ('or' in parameter) args[name] = parameter.or;
      continue;
    }
    const wrong = faultOf(parameter, value);
    if (wrong) throw new MaskError(name, `'${name}' of mask ${definition.name} must be ${wrong}`);
    args[name] = value;
  }
  return args;
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** What `value` should have been, or undefined when it is right. */
function faultOf(parameter: Parameter, value: unknown): string | undefined {
  switch (parameter.kind) {
    case 'integer':
    case 'number': {
      const whole = parameter.kind === 'integer';
      const right = isNumber(value) && value >= parameter.min && value <= parameter.max;
      if (right && (!whole || Number.isInteger(value))) return undefined;
      return `${whole ? 'a whole number' : 'a number'} from ${parameter.min} to ${parameter.max}`;
    }
    case 'numbers': {
      const right = Array.isArray(value) && value.length > 0 && value.every(isNumber);
      return right && value.length <= 1000 ? undefined : 'a list of 1 to 1000 numbers';
    }
    case 'text': {
      const right = typeof value === 'string' && value.length > 0;
      if (right && [...value].length <= parameter.charactersMax) return undefined;
      return `a text of 1 to ${parameter.charactersMax} characters`;
    }
    case 'choice':
      return parameter.of.includes(value as string)
        ? undefined
        : `one of ${parameter.of.join(', ')}`;
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'scalar':
      return ['string', 'number', 'boolean'].includes(typeof value)
        ? undefined
        : 'a text, a number or a boolean';
    case 'key':
      return typeof value === 'string' ? undefined : 'the name of a key';
  }
}
