/**
 * What a detector is. One file each: the shapes it subscribes to, its validator, key words and names
 * of fields, with examples and near misses beside it. Detectors see text and types, never bytes,
 * protocols or policy.
 */
import type { ValueType } from '../inspect/carrier.ts';
import { allShapes, type FormCheck } from '../kernels/index.ts';
import type { Groups } from './groups.ts';

/**
 * Beyond the bits of shapes: look for everything, also for what only stands out by the words around
 * it. For scans of data at rest; on the way of the data, texts without any shape are not looked at.
 */
export const deepScan = allShapes + 1;

/** What is known of the field that a value stands in, computed once per path. */
export interface FieldFacts {
  readonly resource: string;
  /** Steps of the path, `[]` for list members. */
  readonly steps: readonly string[];
  /** Ids of the detectors in the set whose field names this path carries. */
  readonly named: ReadonlySet<string>;
  /** True when the name alone is evidence, so that values are looked at whatever their shape. */
  readonly always: boolean;
  /**
   * True when bytes [start, end), a text without shapes, hold what nothing has that the name of the
   * field speaks of: it need not be inspected.
   */
  isForeign(bytes: Uint8Array, start: number, end: number): boolean;
  /** The kernels' number of the form of such texts, 0 where none is foreign, or it is not known which. */
  readonly foreignForm: number;
  /** Has `forget` called, once, when the field learns something next. */
  untilLearnt(forget: () => void): void;
  /** How often the field has learnt something: what was found in a value holds until it does again. */
  readonly lessons: number;
  /** True when all recent values were of one kind, so that `routine` may know the next one. */
  readonly settled: boolean;
  /** The kernels' number of the forms of that kind, 0 where it has none. */
  readonly form: number;
}

/** One finding in a text, in UTF-16 code units of that text. */
export interface Finding {
  class: string;
  detector: string;
  start: number;
  end: number;
  /** 0..1 */
  confidence: number;
  /** What spoke for it, without any value: `form+check+name`. */
  evidence: string;
}

/** The value under the eyes of a detector. Reused from value to value: keep no reference to it. */
export interface Candidate {
  text: string;
  type: ValueType;
  field: FieldFacts;
  /** Shape bits of the text, see core/kernels/shapes.ts. */
  shapes: number;
}

/** Where detectors put what they find. `weight` is in log-odds, see weigh.ts. */
export interface Hits {
  add(start: number, end: number, weight: number): void;
  /** True when something of `className` was found in this value already. */
  has(className: string): boolean;
  /**
   * Weight of the key words of the detector at work that stand near `start`, of its field's name
   * and of its field's record; what `add` would count on top. For detectors that save themselves
   * dear checks where nothing speaks for them.
   */
  context(start: number, end: number): number;
}

/**
 * How a detector reads groups of letters and digits (see groups.ts). The engine finds the tokens and
 * calls `check` with their characters in upper case, separators left out.
 */
export interface TokenRule {
  /** True when the token is digits alone; otherwise it holds at least one digit. */
  readonly digits: boolean;
  /** Lengths of the unseparated token, and what such a token weighs when `check` passes. */
  readonly lengths: readonly number[];
  readonly weight: number;
  /**
   * Separated forms as lengths with their separators, `3-2-4` or `4 4 4 4`, and the weight of each.
   * Hyphens of every kind count as `-`, spaces as ` `; `~` is any of several characters, such as
   * `) ` or ` - `.
   */
  readonly layouts?: Readonly<Record<string, number>>;
  /** True when it may stand in a longer chain of numbers, `order 12 4111 1111 1111 1111`. */
  readonly inChains?: boolean;
  /** Takes in what belongs to the token beside its groups: a bracket before it, an extension behind. */
  widenStart?(text: string, start: number): number;
  widenEnd?(text: string, end: number): number;
  /** True when the characters can be one: the check digit, ranges. `length` of `chars` count. */
  check(chars: Uint8Array, length: number): boolean;
}

/** How a detector reads tokens that begin with known characters, such as `ghp_`. */
export interface PrefixRule {
  /**
   * Beginnings, two characters or more. One that begins with a letter, digit or underscore counts
   * only where none of these stands before it; of four or more it may stand behind an underscore.
   */
  readonly prefixes: readonly string[];
  /** True when what stands here is the middle of a token, whatever stands before it. */
  readonly inside?: boolean;
  /**
   * Reads the token that begins at `start`: puts what it finds into `hits` and returns the offset
   * behind it, or -1. Must be linear in what it reads, and read no more than a bounded stretch where
   * it finds nothing.
   */
  read(text: string, start: number, hits: Hits): number;
  /** Weight of bytes [start, end), a text that is one such token and nothing else; `never` otherwise. */
  whole?(bytes: Uint8Array, start: number, end: number): number;
  /** See `Detector.forms`; checked for stand-ins. */
  readonly form?: WholeForm;
}

/**
 * How far a value reaches in a text: one word, one word that is no piece of program, digits with their
 * separators, words with capitals, or up to the end of the clause.
 */
export type Extent = 'token' | 'secret' | 'number' | 'name' | 'clause';

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** Whole values that a pattern tells, as `Detector.whole` does. */
export interface WholeForm {
  /** As `Automaton` reads it. */
  readonly pattern: RegExp;
  /** What `whole` or the token rules say of every value that matches. */
  readonly weight: number;
}

export interface Detector {
  /** Unique: `pii.email`, `pii.id.br_cpf`. */
  readonly id: string;
  /** Class of what it finds; most often the id itself. */
  readonly class: string;
  /** Union of the shapes of which one must be there for it to match. 0: only by field. */
  readonly shapes: number;
  /**
   * Names of fields that are evidence for it, as lower-case words: `credit card number`, `iban`. They
   * are key words in texts as well. `*` before a name: evidence only beside a word for a person; `$`:
   * only where the name of a field ends with it.
   */
  readonly fields?: readonly string[];
  /**
   * Texts of ASCII without which it cannot match, that the scan is to raise SECRET for beside its
   * own; for detectors of the configuration.
   */
  readonly literals?: readonly { readonly text: string; readonly ignoreCase?: boolean }[];
  /** No shape and no literal shows it: every value must be looked at. */
  readonly shapeless?: boolean;
  /** Findings below this confidence are not reported. */
  readonly minConfidence?: number;
  /** Further key words in texts. */
  readonly keywords?: readonly string[];
  /** Chance that a value of the right form which is not one passes the check; for field evidence. */
  readonly chance?: number;
  /** Forms that weigh less than `below` have this chance instead, and say nothing once a value did not match. */
  readonly loose?: { readonly below: number; readonly chance: number };
  /** Values of its form that must have been none for one that matches to be let go, see evidence.ts. */
  readonly matchCost?: number;
  readonly tokens?: readonly TokenRule[];
  readonly prefixes?: readonly PrefixRule[];
  /** Finds among the groups of letters and digits of a text, which were cut for the token rules. */
  groups?(text: string, groups: Groups, hits: Hits): void;
  /** Finds what no token rule can express. Very long texts come in overlapping stretches. */
  find?(candidate: Candidate, hits: Hits): void;
  /**
   * Weight of the form of bytes [start, end), a text that is one such value and nothing else; `never`
   * otherwise. A short cut of `find` for fields that are known to hold such values: what it misses is
   * looked for at length, so it may miss, but must not claim what `find` would not. It reads bytes,
   * since to make a string of a value costs more than to judge it.
   */
  whole?(bytes: Uint8Array, start: number, end: number): number;
  /**
   * The most common of those values, which the JSON walk tells without `whole`: each must weigh there
   * what it weighs here.
   */
  readonly forms?: readonly WholeForm[];
  /** What they must pass as well. */
  readonly formCheck?: FormCheck;
  /** Characters of which one may stand between any two digits of them. */
  readonly formGaps?: string;
  /**
   * Judges a whole value that stands in a field named for it, or after such a name in a text
   * (`dob: 1980-01-02`): the weight of the value itself (the name's is added), `never` where it
   * cannot be one.
   */
  value?(text: string, type: ValueType): number;
  /** Characters of ASCII that no value has of which `value` makes anything. */
  readonly excluded?: string;
  /** True when it finds whatever stands in a place; a find of a definite form in it goes before. */
  readonly generic?: boolean;
  /** How far a value reaches that stands behind its name in a text; a token where it is not said. */
  readonly extent?: Extent;
  /** Fewest digits of a lone number in which `find` or `groups` finds anything; 7 where not said. */
  readonly numberDigitsMin?: number;
  /** Types of values beside text that `find`, `tokens` or `value` may be asked about. */
  readonly types?: readonly ValueType[];
}

/** A class as policy and reports know it. */
export interface ClassInfo {
  readonly name: string;
  readonly tags: readonly string[];
  readonly severity: Severity;
}

/** What has been learnt of one field, for people. No value is in it. */
export interface FieldReport {
  readonly resource: string;
  readonly path: string;
  readonly values: number;
  readonly lines: readonly {
    readonly detector: string;
    readonly named: boolean;
    readonly matches: number;
    readonly misses: number;
    readonly verdict: 'open' | 'confirmed' | 'cleared';
  }[];
}

/** A compiled set of detectors; see core/detect/index.ts. */
export interface Detection {
  /** Union of the shapes of all detectors in the set. */
  readonly shapes: number;
  /** Classes that this set can find. */
  readonly classes: ReadonlySet<string>;
  /** Numbers of fewer digits, in fields that nothing speaks for, need not be inspected. At least 7. */
  readonly digitsMin: number;
  /** Facts of a field, kept with its accumulated evidence; the same object for the same field. */
  field(resource: string, steps: readonly string[]): FieldFacts;
  /**
   * Finds everything in one value. `findings` is emptied first, then filled in ascending order of
   * `start`, without overlaps (the more confident, then the longer wins).
   */
  inspect(
    text: string,
    type: ValueType,
    shapes: number,
    field: FieldFacts,
    findings: Finding[],
  ): void;
  /**
   * The finding that bytes [start, end), a text, are as a whole, where they are what all recent values
   * of the field were; null where they are, and no class of the set; undefined where they must be
   * inspected. The finding is reused from call to call. `start` and `end` in it say nothing.
   * `told` is what the walk said of the value's form, 0 = nothing.
   */
  routine(
    bytes: Uint8Array,
    start: number,
    end: number,
    field: FieldFacts,
    told: number,
  ): Finding | null | undefined;
  /** Classes of the set that the field is named for, or that its values were found to be. */
  expected(resource: string, steps: readonly string[]): readonly string[];
  /** What this process has learnt of a field so far. */
  explainField(resource: string, steps: readonly string[]): FieldReport;
}
