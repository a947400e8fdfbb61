/**
 * How a mask is defined: its parameters, the value types that it serves and the function that makes
 * it ready for use. One definition a file; `index.ts` lists them, the policy schema and docs/masks.md
 * read the same tables.
 */
import { TidegateError } from '../errors.ts';
import type { ValueType } from '../inspect/carrier.ts';
import type { KeyedHash } from './keyed.ts';

/** One parameter of a mask as a policy writes it. */
export type Parameter = { readonly summary: string; readonly required?: boolean } & (
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly or?: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'numbers' }
  | { readonly kind: 'text'; readonly charactersMax: number; readonly or?: string }
  | { readonly kind: 'choice'; readonly of: readonly string[]; readonly or?: string }
  | { readonly kind: 'flag'; readonly or: boolean }
  | { readonly kind: 'scalar' }
  | { readonly kind: 'key' }
);

/** Parameters after their check, defaults filled in. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The work of a mask; see `CompiledMask.apply`. */
export type Apply = (
  text: string,
  type: ValueType,
  className: string,
  bound: number,
  subject: string | undefined,
) => string | null;

/** What a definition gets to compile with. */
export interface MaskContext {
  /** The key that parameter `key` names. Undefined for masks without one. */
  readonly key: Uint8Array | undefined;
  /** Keyed hash over that key, in the domain of this mask. */
  readonly hash: KeyedHash | undefined;
  /**
   * True when the detector of `className` would find `text` again, or, unless it is asked `alone`,
   * when another would take it for one of its own. Masks that keep the form of a value choose
   * another substitute then.
   */
  recognises(text: string, type: ValueType, className: string, alone?: boolean): boolean;
}

export interface MaskDefinition {
  readonly name: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly types: readonly ValueType[];
  /** True where the substitute is the same whatever the text, which then need not be read. */
  readonly blind?: boolean;
  /** Classes of data that it can serve with these parameters, globs; any when absent. */
  suitsFor?(args: Arguments): readonly string[];
  /** Narrows `types` by the parameters: a text cannot replace an integer. */
  typesFor?(args: Arguments): readonly ValueType[];
  /** What is wrong between parameters, or undefined. */
  check?(args: Arguments): string | undefined;
  compile(args: Arguments, context: MaskContext): Apply;
}

/** A mask that cannot be compiled: unknown name, wrong parameter, missing key. */
export class MaskError extends TidegateError {
  /** The parameter at fault, `with` for the name itself. */
  readonly parameter: string;

  constructor(parameter: string, detail: string) {
    super('TG-CONFIG-0001', detail);
    this.parameter = parameter;
  }
}

/** Every value type but null, which no mask changes. */
export const allTypes: readonly ValueType[] = [
  'text',
  'integer',
  'decimal',
  'double',
  'boolean',
  'date',
  'datetime',
  'time',
  'binary',
  'objectid',
];

export const characterTypes: readonly ValueType[] = ['text', 'binary'];
export const numberTypes: readonly ValueType[] = ['integer', 'decimal', 'double'];
