/**
 * Detection: all detectors, and compiled sets of them. A set is a view of one engine, so that what
 * is learnt of a field serves every policy.
 */
import type { ValueType } from '../inspect/carrier.ts';
import {
  addForm,
  type SecretLiteral,
  Shape,
  secretLiterals,
  setSecretLiterals,
} from '../kernels/index.ts';
import { isRemnant, isSubstitute } from '../mask/reserved.ts';
import { builtins } from './builtins.ts';
import type {
  Detection,
  Detector,
  FieldFacts,
  FieldReport,
  Finding,
  TokenRule,
} from './detector.ts';
import { Engine } from './engine.ts';
import type { Field } from './field.ts';
import { Inspection } from './inspection.ts';
import { NameIndex } from './names.ts';
import { SpokenNames } from './spoken.ts';

export { builtins } from './builtins.ts';
export { classes } from './classes.ts';
export { deepScan } from './detector.ts';

export interface DetectionOptions {
  /** Classes to find; all when absent. */
  readonly classes?: Iterable<string>;
  /** Detectors beside the built-in ones, as `compileCustom` makes them. */
  readonly custom?: readonly Detector[];
}

export { type CustomDetector, compileCustom } from './custom.ts';

/** Engines by the list of custom detectors that they were made for. */
const engines = new WeakMap<readonly Detector[], { engine: Engine; inspection: Inspection }>();
const none: readonly Detector[] = [];

/** The engine of the built-in and these further detectors, made at first use. */
function engineOf(custom: readonly Detector[]): { engine: Engine; inspection: Inspection } {
  const list = custom.length === 0 ? none : custom;
  let made = engines.get(list);
  if (!made) {
    const engine = new Engine([...builtins, ...list]);
    made = { engine, inspection: new Inspection(engine) };
    engines.set(list, made);
    const literals = list.flatMap((detector) => detector.literals ?? []);
    if (literals.length > 0) addLiterals(literals);
    addNames(list);
  }
  return made;
}

/** Detectors whose names of fields count beyond the bounds of paths, by what is said of them. */
const naming = new Map<string, Detector>();
let spoken = new SpokenNames(new NameIndex(builtins));

/** They stay: an older policy may still be in use. */
function addNames(list: readonly Detector[]): void {
  const before = naming.size;
  for (const detector of list) {
    const { id, class: name, fields = [] } = detector;
    if (fields.length > 0) naming.set(JSON.stringify([id, name, fields]), detector);
  }
  if (naming.size > before)
    spoken = new SpokenNames(new NameIndex([...builtins, ...naming.values()]));
}

/**
 * A name of a field that says what `name` says, the same for all that say it; undefined where it says
 * nothing. For names too many to be kept.
 */
export const spokenName = (name: string): string | undefined => spoken.of(name);

/** A number of fewer digits says nothing by itself; no number has more digits than the other. */
const numberDigitsMin = 7;
const digitsMost = 19;

const extraLiterals: SecretLiteral[] = [];

/** Has the scan raise SECRET for further texts. They stay: an older policy may still be in use. */
function addLiterals(literals: readonly SecretLiteral[]): void {
  for (const literal of literals) {
    if (!extraLiterals.some(({ text }) => text === literal.text)) extraLiterals.push(literal);
  }
  setSecretLiterals([...secretLiterals, ...extraLiterals]);
}

/**
 * A set of detectors. Sets of the same custom detectors (the same list) share what is learnt of
 * fields. Throws a RangeError for a class that no detector finds.
 */
export function createDetection(options: DetectionOptions = {}): Detection {
  const { engine, inspection } = engineOf(options.custom ?? none);
  return new DetectorSet(engine, inspection, options.classes);
}

/** Bytes that all of `detectors` exclude. */
function excludedBy(detectors: readonly Detector[]): Uint8Array | undefined {
  if (detectors.length === 0) return undefined;
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const character = String.fromCharCode(byte);
    return byte < 128 && detectors.every(({ excluded }) => excluded?.includes(character)) ? 1 : 0;
  });
}

const formsWith = new Map<string, number>();

/** The kernels' number of the form of texts that hold one of `bytes`. */
function formWith(bytes: Uint8Array): number {
  const key = bytes.join('');
  let form = formsWith.get(key);
  if (form === undefined) {
    // From the first state one of the bytes leads to the second, where any text may end.
    const next = Uint32Array.from({ length: 3 * 128 }, (_, at) => {
      if (at < 128) return 0;
      return at < 256 && bytes[at - 128] === 0 ? 128 : 256;
    });
    form = addForm({ next, labels: Uint8Array.of(0, 0, 1) }, 'NONE');
    formsWith.set(key, form);
  }
  return form;
}

class SetField implements FieldFacts {
  readonly field: Field;
  readonly named: ReadonlySet<string>;
  readonly #engine: Engine;
  readonly #detectors: readonly Detector[];
  readonly #classes: ReadonlySet<string>;
  readonly #anyway: boolean;
  /** Bytes that no value of a detector has that the name speaks of; undefined where one has any. */
  readonly #excluded: Uint8Array | undefined;

  constructor(field: Field, engine: Engine, classes: ReadonlySet<string>) {
    const { detectors } = engine;
    this.field = field;
    this.#engine = engine;
    this.#detectors = detectors;
    this.#classes = classes;
    const named = [...field.names.named, ...field.names.weak]
      .map((index) => detectors[index])
      .filter((detector) => classes.has(detector.class));
    this.named = new Set(named.map(({ id }) => id));
    const byName = named.some(({ shapes, value }) => value || shapes !== Shape.AT);
    const byEach = detectors.some(({ shapeless, class: name }) => shapeless && classes.has(name));
    this.#anyway = byName || byEach;
    const asked = [...field.names.named, ...field.names.weak].map((index) => detectors[index]);
    this.#excluded = byEach ? undefined : excludedBy(asked);
  }

  /**
   * By its name, or because its values so far have been such; so it may turn true in time. The scan
   * lets go what has the form of a time or a serial number, but nothing that holds an address: names
   * that speak of those alone add nothing to its shape.
   */
  get always(): boolean {
    if (this.#anyway) return true;
    for (const { verdict, detector } of this.field.trials) {
      if (verdict !== 'confirmed') continue;
      const { class: name, shapes } = this.#detectors[detector];
      if (shapes !== Shape.AT && this.#classes.has(name)) return true;
    }
    return false;
  }

  isForeign(bytes: Uint8Array, start: number, end: number): boolean {
    const { trials, shapes } = this.field;
    if (!this.#excluded || trials.length > 0 || shapes !== 0) return false;
    for (let at = start; at < end; at += 1) if (this.#excluded[bytes[at]] === 1) return true;
    return false;
  }

  get foreignForm(): number {
    const { trials, shapes } = this.field;
    if (!this.#excluded || trials.length > 0 || shapes !== 0) return 0;
    return formWith(this.#excluded);
  }

  untilLearnt(forget: () => void): void {
    this.field.watchers.add(forget);
  }

  get lessons(): number {
    return this.field.lessons;
  }

  get settled(): boolean {
    return this.field.settled >= 0;
  }

  get form(): number {
    const { settled } = this.field;
    return settled < 0 ? 0 : this.#engine.form(settled).number;
  }

  get resource(): string {
    return this.field.resource;
  }

  get steps(): readonly string[] {
    return this.field.steps;
  }
}

/** Fewest digits of a number that may be a find of `detector`, whatever its field. */
function digitsMinOf({ tokens, groups, find, shapeless, ...detector }: Detector): number {
  const own = (detector.shapes & Shape.DIGITS) !== 0 || shapeless;
  if (own && (groups || find)) return detector.numberDigitsMin ?? numberDigitsMin;
  const lengths = (tokens ?? []).filter(({ digits }) => digits).flatMap(lengthsOf);
  return Math.max(numberDigitsMin, Math.min(...lengths));
}

/** Characters of the tokens that a rule reads. */
function lengthsOf({ lengths, layouts = {} }: TokenRule): number[] {
  const separated = Object.keys(layouts).map((layout) =>
    layout.split(/\D+/).reduce((sum, group) => sum + Number(group), 0),
  );
  return [...lengths, ...separated];
}

class DetectorSet implements Detection {
  readonly shapes: number;
  readonly digitsMin: number;
  readonly classes: ReadonlySet<string>;
  readonly #engine: Engine;
  readonly #inspection: Inspection;
  readonly #fields = new WeakMap<Field, SetField>();

  constructor(engine: Engine, inspection: Inspection, classes: Iterable<string> | undefined) {
    this.#engine = engine;
    this.#inspection = inspection;
    const known = new Set(engine.detectors.map((detector) => detector.class));
    const wanted = classes === undefined ? known : new Set(classes);
    for (const name of wanted) {
      if (!known.has(name)) throw new RangeError(`no detector finds the class ${name}`);
    }
    this.classes = wanted;
    const detectors = engine.detectors.filter((detector) => wanted.has(detector.class));
    // Base64 of text is a token like any other until it is decoded.
    const reading = Shape.ENCODED | Shape.UNICODE | Shape.TOKEN;
    this.shapes = detectors.reduce((union, { shapes }) => union | shapes, reading);
    this.digitsMin = Math.min(...detectors.map(digitsMinOf), digitsMost);
  }

  field(resource: string, steps: readonly string[]): FieldFacts {
    const field = this.#engine.field(resource, steps);
    let facts = this.#fields.get(field);
    if (!facts) {
      facts = new SetField(field, this.#engine, this.classes);
      this.#fields.set(field, facts);
    }
    return facts;
  }

  inspect(
    text: string,
    type: ValueType,
    shapes: number,
    field: FieldFacts,
    findings: Finding[],
  ): void {
    findings.length = 0;
    const { field: learnt } = field as SetField;
    this.#inspection.run(text, type, shapes, field, learnt, this.classes, findings);
    if (findings.length > 0) dropSubstitutes(text, findings);
  }

  routine(
    bytes: Uint8Array,
    start: number,
    end: number,
    field: FieldFacts,
    told: number,
  ): Finding | null | undefined {
    const { field: learnt } = field as SetField;
    return this.#inspection.routine(bytes, start, end, learnt, this.classes, told);
  }

  expected(resource: string, steps: readonly string[]): readonly string[] {
    const field = this.#engine.field(resource, steps);
    const { detectors } = this.#engine;
    const found = new Set<string>();
    for (const index of [...field.names.named, ...field.trials.map((trial) => trial.detector)]) {
      const verdict = field.trial(index)?.verdict ?? 'open';
      const isNamed = field.names.named.includes(index) && verdict !== 'cleared';
      const { class: name } = detectors[index];
      if ((isNamed || verdict === 'confirmed') && this.classes.has(name)) found.add(name);
    }
    return [...found];
  }

  explainField(resource: string, steps: readonly string[]): FieldReport {
    const field = this.#engine.field(resource, steps);
    const { detectors } = this.#engine;
    const indexes = new Set([...field.names.named, ...field.trials.map((trial) => trial.detector)]);
    return {
      resource,
      path: steps.join('.').replaceAll('.[]', '[]'),
      values: field.values,
      lines: [...indexes].map((index) => {
        const trial = field.trial(index);
        return {
          detector: detectors[index].id,
          named: field.names.named.includes(index),
          matches: trial?.matches ?? 0,
          misses: trial?.misses ?? 0,
          verdict: trial?.verdict ?? 'open',
        };
      }),
    };
  }
}

/** Finds that are longer are no substitute. */
const substituteCharsMax = 96;

/**
 * What is found by the place it stands in (`password=`, `tel=`) is found whatever stands there: also
 * what a mask has put there or left of it, which is let go. Stars may belong to a secret.
 */
function dropSubstitutes(text: string, findings: Finding[]): void {
  let kept = 0;
  for (let i = 0; i < findings.length; i++) {
    const finding = findings[i];
    const { start, end, class: name } = finding;
    if (!name.startsWith('secret.') && isRemnant(text, start, end)) continue;
    if (end - start <= substituteCharsMax && isSubstitute(text.slice(start, end))) continue;
    findings[kept++] = finding;
  }
  findings.length = kept;
}
