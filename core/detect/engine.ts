/**
 * All detectors compiled into tables, with the fields they learn from. One engine serves any number
 * of sets (policies ask for different classes): every detector is always asked, because a value goes
 * to the one that explains it best, whatever classes a policy names.
 */
import { addForm, allShapes, Shape } from '../kernels/index.ts';
import { limits } from '../limits.ts';
import { Automaton } from './check/automaton.ts';
import { type Detector, deepScan } from './detector.ts';
import { costOf } from './evidence.ts';
import { Field, FieldTable } from './field.ts';
import { KnownWords } from './known-words.ts';
import { NameIndex } from './names.ts';
import { PrefixTable } from './prefixes.ts';
import { TokenTables } from './tokens.ts';
import { never } from './weigh.ts';

/** Shapes under which groups of letters and digits are read. */
export const tokenShapes = Shape.DIGITS | Shape.CODE;
/** Shapes under which tokens with known beginnings are looked for. */
export const prefixShapes = Shape.SECRET | Shape.TOKEN;

/** Digits with separators, as many as a telephone number has. */
const numberLike = /^[+(]?\d(?:[\s()./-]{0,3}\d){6,14}$/;

/** The forms of one detector as the kernels know them. */
export interface Form {
  /** 0 where it has none, or the kernels have no room. */
  readonly number: number;
  /** What values weigh, by their label; `never` for label 0. */
  readonly weights: readonly number[];
}

/** By detector, since the kernels keep them when an engine is gone. */
const forms = new WeakMap<Detector, Form>();

function formOf(detector: Detector): Form {
  const known = forms.get(detector);
  if (known) return known;
  const { formCheck = 'NONE', formGaps } = detector;
  const understood = (detector.forms ?? []).filter(({ pattern }) => Automaton.of(pattern));
  const plain = Automaton.of(...understood.map(({ pattern }) => pattern));
  const table = formGaps ? plain?.parted(formGaps) : plain;
  const number = table && understood.length > 0 ? addForm(table, formCheck) : 0;
  const form = { number, weights: [never, ...understood.map(({ weight }) => weight)] };
  forms.set(detector, form);
  return form;
}

/** Tables of one detector. */
export interface Alone {
  readonly tokens: TokenTables | undefined;
  readonly prefixes: PrefixTable | undefined;
}

export class Engine {
  readonly detectors: readonly Detector[];
  readonly names: NameIndex;
  readonly known: KnownWords;
  readonly tokens: TokenTables;
  readonly prefixes: PrefixTable;
  /** Detectors that read groups themselves. */
  readonly groupReaders: readonly number[];
  readonly #alone: (Alone | undefined)[] = [];
  readonly #costs: Float64Array;
  readonly #fields = new FieldTable(limits.detect_fields_count_max);
  /** For each union of shapes, the detectors with a `find` that subscribe to one of them. */
  readonly #finders: (readonly number[] | undefined)[] = new Array(2 * (allShapes + 1));

  constructor(detectors: readonly Detector[]) {
    const ids = new Set(detectors.map(({ id }) => id));
    if (ids.size !== detectors.length) throw new RangeError('detector ids must differ');
    this.detectors = detectors;
    this.#costs = Float64Array.from(detectors, costOf);
    this.names = new NameIndex(detectors);
    this.known = new KnownWords(this.names);
    this.tokens = new TokenTables(detectors);
    this.prefixes = new PrefixTable(detectors);
    this.groupReaders = [...detectors.keys()].filter((index) => detectors[index].groups);
  }

  /** The rules of one detector alone, in tables as those of all; made at first use. */
  alone(detector: number): Alone {
    let tables = this.#alone[detector];
    if (!tables) {
      const { tokens, prefixes } = this.detectors[detector];
      // The list is sparse, so that the detector keeps its number.
      const only: Detector[] = [];
      only[detector] = { id: '', class: '', shapes: 0, tokens, prefixes };
      tables = {
        tokens: tokens ? new TokenTables(only) : undefined,
        prefixes: prefixes ? new PrefixTable(only) : undefined,
      };
      this.#alone[detector] = tables;
    }
    return tables;
  }

  /** The forms of a detector's whole values; handed to the kernels at first use. */
  form(detector: number): Form {
    return formOf(this.detectors[detector]);
  }

  /** True when `value` has the form in which the detector's values come, so that a miss counts. */
  couldBe(detector: number, value: string): boolean {
    const { tokens } = this.alone(detector);
    if (this.detectors[detector].groups) return numberLike.test(value);
    return tokens ? tokens.fits(value) : true;
  }

  field(resource: string, steps: readonly string[]): Field {
    return this.#fields.get(resource, steps, () => {
      const names = this.names.field(resource, steps);
      const shapes = [...names.named, ...names.weak].reduce(
        (union, index) => union | this.detectors[index].shapes,
        0,
      );
      return new Field(resource, [...steps], names, shapes, this.#costs);
    });
  }

  finders(shapes: number): readonly number[] {
    const key = shapes & (allShapes | deepScan);
    const known = this.#finders[key];
    if (known) return known;
    const list: number[] = [];
    for (const [index, detector] of this.detectors.entries()) {
      const asked =
        (detector.shapes & shapes) !== 0 || detector.shapeless || (key & deepScan) !== 0;
      if (detector.find && asked) list.push(index);
    }
    this.#finders[key] = list;
    return list;
  }
}
