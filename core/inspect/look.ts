/**
 * Looks into the leaves of a unit: by field rules, by content, and inside values that hold JSON.
 * Everything found becomes a hit of the unit; nothing is decided or changed here.
 *
 * The value at hand is described by one cursor that is moved from value to value, saved and put back
 * around what is nested, so that clean values cost no allocation.
 */
import type { Finding } from '../detect/detector.ts';
import {
  emitAnyVerdict,
  JsonKind,
  JsonLeaves,
  Shape,
  shapesOf,
  walkJson,
} from '../kernels/index.ts';
import { limits } from '../limits.ts';
import { jsonStart } from '../payload/json.ts';
import { decodeJsonText, encodeJsonText, utf8Offsets } from '../payload/json-text.ts';
import type { Carrier, ValueType } from './carrier.ts';
import { carry } from './changes.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { dullStringsAt } from './dull-strings.ts';
import { DullValues } from './dull-values.ts';
import { isIdleNumber, isPlain, mayOpenJson } from './glance.ts';
import { pairOf } from './paired.ts';
import type { PathPlan, PlanPaths } from './path-plan.ts';
import type { PathTable } from './paths.ts';
import { eachRun, isNoText } from './printable.ts';
import type { Form, Leaf, Unit } from './unit.ts';
import { Waiting } from './waiting.ts';

/** Shapes are not known yet. */
const unknown = -1;

export class Look {
  #unit: Unit;
  #paths: PathTable;
  #findings: Finding[] = [];
  /** One table of leaves per depth of JSON in strings in JSON. */
  #tables: JsonLeaves[] = [];
  #at: Cursor;
  #plans!: PlanPaths;
  #waiting = new Waiting();

  constructor(unit: Unit, paths: PathTable) {
    this.#unit = unit;
    this.#paths = paths;
    this.#at = cursorAt(unit.bytes);
  }

  /** Looks at one leaf of the unit's own bytes. */
  leaf(index: number, path: PathPlan, plans: PlanPaths): void {
    const { carrier, start, end } = this.#unit.leaves[index];
    const { bytes } = this.#unit;
    const { inline, type } = carrier;
    const isText = inline || type === 'text' || type === 'binary';
    if (!path.isMarked) {
      if (inline && !path.isSettled && !mayOpenJson(bytes[start])) {
        if (path.detection) this.#wait(index, start, end, path);
        return;
      }
      if (!isText && isIdleNumber(path, carrier, bytes, start, end)) return;
    }
    const at = this.#at;
    this.#plans = plans;
    at.bytes = bytes;
    at.depth = 0;
    at.layer = 0;
    at.leaf = index;
    at.outerStart = start;
    at.outerEnd = end;
    at.path = path;
    at.form = inline ? 'inline' : 'carrier';
    if (path.isMarked) {
      const text = inline ? bytes.toString('utf8', start, end) : carrier.text(bytes, start, end);
      this.#marked(start, end, text);
    }
    if (inline) this.#inline(index, start, end);
    else if (isText) this.#carried(this.#unit.leaves[index]);
    else this.#carriedNumber(carrier, start, end);
  }

  /** UTF-8 text of the unit's own bytes: JSON, or what its field always holds, or one that waits. */
  #inline(index: number, start: number, end: number): void {
    const { path, bytes } = this.#at;
    if (this.#holdsJson(start, end) || !path.detection) return;
    const isPlainSettled = path.isSettled && isPlain(bytes, start, end);
    if (!isPlainSettled || !this.#isRoutine(start, end, 0)) this.#wait(index, start, end, path);
  }

  #wait(index: number, start: number, end: number, path: PathPlan): void {
    if (this.#waiting.isFull) this.flush();
    this.#waiting.add(index, start, end, path);
  }

  /** Forgets the leaves of a unit that was given up. */
  reset(): void {
    this.#waiting.clear();
  }

  /** Reads the texts that wait. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.count === 0) return;
    const { bytes } = this.#unit;
    waiting.tell(bytes);
    const at = this.#at;
    at.bytes = bytes;
    at.depth = 0;
    at.layer = 0;
    at.form = 'inline';
    for (let i = 0; i < waiting.count; i++) {
      const path = waiting.paths[i];
      const shapes = waiting.shapes(i);
      if (shapes === 0 && !path.always) continue;
      const index = waiting.leaves[i];
      const { start, end } = this.#unit.leaves[index];
      this.#plans = path.plans;
      at.leaf = index;
      at.outerStart = start;
      at.outerEnd = end;
      at.path = path;
      this.#words(start, end, shapes);
    }
    waiting.clear();
  }

  /** A number or date: read through the carrier, replaced as a whole. */
  #carriedNumber(carrier: Carrier, start: number, end: number): void {
    const { bytes, path } = this.#at;
    if (isIdleNumber(path, carrier, bytes, start, end)) return;
    const text = carrier.text(bytes, start, end);
    if (text.length >= path.digitsMin || path.always) this.#typed(start, end, text, carrier.type);
  }

  /** Some mask wants the value at hand as its subject, or the field has rules. */
  #marked(start: number, end: number, text: string): void {
    const { path, leaf } = this.#at;
    if (path.subjects.length > 0) this.#unit.subjects.add(path, leaf, text);
    if (path.fieldRules.length > 0) this.#ruled(start, end, text);
  }

  /** The field itself has rules: they hit the whole value. */
  #ruled(start: number, end: number, text: string): void {
    this.#unit.addHit(this.#at, start, end, text, '', '', 1, this.#at.path.fieldRules);
  }

  /** UTF-8 text that stands in its layer as it is: perhaps JSON, else read by the detectors. */
  #text(start: number, end: number, shapes: number): void {
    const { path, bytes } = this.#at;
    if (this.#holdsJson(start, end) || !path.detection) return;
    const found = shapes === unknown ? shapesOf(bytes, start, end, path.shapes) : shapes;
    if ((found & path.shapes) !== 0 || path.always) this.#words(start, end, found);
  }

  /** True when the text is JSON and was walked. */
  #holdsJson(start: number, end: number): boolean {
    const { path, bytes } = this.#at;
    if (!path.detection && !this.#plans.hasFieldRules) return false;
    const opening = jsonStart(bytes, start, end);
    if (opening < 0) return false;
    if (this.#json(opening, end)) return true;
    this.#unreadable(start, end, bytes.toString('utf8', start, end));
    return false;
  }

  /** Text with shapes, or under a name that asks for it, for the detectors to read. */
  #words(start: number, end: number, found: number): void {
    const { bytes, path, jsonPath } = this.#at;
    const lessons = path.facts?.lessons ?? 0;
    if (found === 0 && path.facts?.isForeign(bytes, start, end)) {
      dullStringsAt(this.#at, this.#paths)?.foreign(jsonPath);
      return;
    }
    if (!path.dull?.has(bytes, start, end, lessons)) {
      let text = bytes.toString('utf8', start, end);
      const offsets = text.length < end - start ? utf8Offsets(text, start, end) : undefined;
      // Not UTF-8: read as latin1, which keeps every byte in its place.
      if (text.length < end - start && !offsets) text = bytes.toString('latin1', start, end);
      if (!this.#detect(text, found, start, offsets) || path.facts?.lessons !== lessons) return;
      path.dull ??= new DullValues();
      path.dull.add(bytes, start, end, lessons);
    }
    if (found === 0) dullStringsAt(this.#at, this.#paths)?.add(jsonPath, bytes, start, end);
  }

  /**
   * Text in another character set, or bytes: read through the carrier into a layer of its own, and
   * written back through it as a whole.
   */
  #carried(leaf: Leaf): void {
    if (!this.#at.path.detection && !this.#plans.hasFieldRules) return;
    const { carrier, start, end, bound } = leaf;
    const source = this.#unit.bytes;
    if (carrier.payload) this.#unreadable(start, end, carrier.text(source, start, end));
    const text = Buffer.from(carrier.text(source, start, end), 'utf8');
    if (text.length === 0) return;
    const isBinary = carrier.type === 'binary' && isNoText(source, start, end);
    const look = () => (isBinary ? this.#runs(text) : this.#text(0, text.length, unknown));
    this.#inLayer(text, start, end, 'inline', look, (changed) =>
      carry(carrier, changed.toString('utf8'), source, start, end, bound),
    );
  }

  /** Bytes that are no text: what is readable between them. */
  #runs(bytes: Buffer): void {
    const { path } = this.#at;
    if (!path.detection) return;
    eachRun(bytes, (start, end) => {
      const found = shapesOf(bytes, start, end, path.shapes);
      if (found !== 0 || path.always) this.#words(start, end, found);
    });
  }

  /** Opens a layer of decoded bytes, looks at it with `look`, and comes back. */
  #inLayer<T>(
    bytes: Buffer,
    start: number,
    end: number,
    form: Form,
    look: () => T,
    encode: (changed: Buffer) => Uint8Array,
  ): T {
    const at = this.#at;
    const saved = { ...at };
    at.layer = this.#unit.addLayer({ bytes, parent: at.layer, start, end, leaf: at.leaf, encode });
    at.bytes = bytes;
    at.depth++;
    at.outerStart = 0;
    at.outerEnd = bytes.length;
    at.form = form;
    const result = look();
    Object.assign(at, saved);
    return result;
  }

  /** True when bytes [start, end) are JSON and were walked; deeper than the limit they are not. */
  #json(start: number, end: number): boolean {
    const at = this.#at;
    const { bytes, path, depth, form, outerStart, outerEnd } = at;
    if (depth > limits.nested_decode_depth_max) return false;
    this.#tables[depth] ??= new JsonLeaves();
    const leaves = this.#tables[depth];
    const paths = path.json(this.#plans, this.#paths);
    const { root } = paths;
    const wanted = path.shapes | Shape.NESTED;
    const plan = path.plans.number;
    if (walkJson(bytes, start, end, wanted, leaves, root, emitAnyVerdict, true, plan) < 0)
      return false;
    at.depth++;
    for (let i = 0; i < leaves.count; i++) {
      at.jsonPath = leaves.path(i);
      at.path = paths.at(at.jsonPath, path, bytes, leaves.start(i));
      this.#jsonLeaf(leaves, i);
    }
    at.depth--;
    at.path = path;
    at.form = form;
    at.outerStart = outerStart;
    at.outerEnd = outerEnd;
    return true;
  }

  #jsonLeaf(leaves: JsonLeaves, i: number): void {
    const at = this.#at;
    const kind = leaves.kind(i);
    const start = leaves.start(i);
    const end = leaves.end(i);
    if (kind >= JsonKind.STRING) {
      at.form = kind === JsonKind.KEY ? 'json-key' : 'json-string';
      at.outerStart = start - 1;
      at.outerEnd = end + 1;
      if (at.path.isPaired && this.#paired(start, end)) return;
      if (leaves.escaped(i)) this.#escaped(start, end);
      else this.#jsonString(start, end, leaves.shapes(i), leaves.untold(i));
      return;
    }
    at.form = kind === JsonKind.NUMBER ? 'json-number' : 'json-literal';
    at.outerStart = start;
    at.outerEnd = end;
    const looked = kind === JsonKind.NUMBER && at.path.detection !== undefined;
    const tells = looked && (end - start >= at.path.digitsMin || at.path.always);
    const marked = at.path.isMarked && kind !== JsonKind.NULL;
    if (!marked && (!tells || this.#isRoutine(start, end, 0))) return;
    const text = at.bytes.toString('latin1', start, end);
    if (marked) this.#marked(start, end, text);
    if (tells) {
      this.#typed(start, end, text, /[.eE]/.test(text) ? 'double' : 'integer');
    }
  }

  /** True when the string was read under the name that stands beside it. */
  #paired(start: number, end: number): boolean {
    const pair = pairOf(this.#at, start, end);
    if (pair) this.#detect(pair.text, pair.shapes, start, pair.offsets);
    this.#at.facts = undefined;
    return pair !== undefined;
  }

  /** `told`: the shapes of the string, or what its form is where they are not known. */
  #jsonString(start: number, end: number, told: number, isUntold: boolean): void {
    const { path, bytes, form } = this.#at;
    if (path.isMarked && form === 'json-string') {
      this.#marked(start, end, bytes.toString('utf8', start, end));
    }
    let shapes = told;
    if (isUntold) {
      if (this.#isRoutine(start, end, told)) return;
      shapes = shapesOf(bytes, start, end, path.shapes | Shape.NESTED);
    }
    const found = shapes & path.shapes;
    // Behind a byte order mark, which is UNICODE, the kernel does not look for JSON.
    if ((shapes & (Shape.NESTED | Shape.UNICODE)) !== 0) this.#text(start, end, found);
    else if (path.detection && (found !== 0 || path.always)) this.#words(start, end, found);
  }

  /** True when the value is, at a glance and as a whole, what its field always holds. */
  #isRoutine(start: number, end: number, told: number): boolean {
    const { path, bytes } = this.#at;
    const { detection, facts } = path;
    if (!detection || !facts || !path.isSettled) return false;
    const finding = detection.routine(bytes, start, end, facts, told);
    if (finding) this.#found(finding, start, end, undefined);
    return finding !== undefined;
  }

  /** A JSON string with escapes: decoded first, then looked at; JSON inside becomes a layer. */
  #escaped(start: number, end: number): void {
    const { path, bytes, form } = this.#at;
    const { text, offsets } = decodeJsonText(bytes, start, end);
    if (path.isMarked && form === 'json-string') this.#marked(start, end, text);
    if (!path.detection && !this.#plans.hasFieldRules) return;
    const plain = Buffer.from(text, 'utf8');
    const opening = jsonStart(plain, 0, plain.length);
    if (opening >= 0) {
      const walk = () => this.#json(opening, plain.length);
      const encode = (changed: Buffer) => encodeJsonText(changed.toString('utf8'));
      if (this.#inLayer(plain, start, end, form, walk, encode)) return;
      this.#unreadable(start, end, text);
    }
    if (!path.detection) return;
    const shapes = shapesOf(plain, 0, plain.length, path.shapes);
    if (shapes !== 0 || path.always) this.#detect(text, shapes, start, offsets);
  }

  /**
   * It begins like JSON and is not, is nested too deeply, or is a structure that we cannot read, so no
   * path inside it can be told. Where rules name fields in it, the worst is assumed: the strictest of
   * them applies to the whole.
   */
  #unreadable(start: number, end: number, text: string): void {
    if (!this.#plans.hasFieldRules) return;
    const at = this.#at;
    const { path } = at;
    at.path = this.#plans.at(this.#paths.overflow(path.id));
    this.#ruled(start, end, text);
    at.path = path;
  }

  /**
   * Character i of `text` stands at `offsets[i]`, or at `start + i` where each has one byte. Returns
   * true when nothing was found.
   */
  #detect(text: string, shapes: number, start: number, offsets: Int32Array | undefined): boolean {
    const { detection } = this.#at.path;
    const facts = this.#at.facts ?? this.#at.path.facts;
    if (!detection || !facts) return true;
    const findings = this.#findings;
    detection.inspect(text, 'text', shapes, facts, findings);
    for (let i = 0; i < findings.length; i++) {
      const finding = findings[i];
      const from = offsets ? offsets[finding.start] : start + finding.start;
      const to = offsets ? offsets[finding.end] : start + finding.end;
      this.#found(finding, from, to, text.slice(finding.start, finding.end));
    }
    return findings.length === 0;
  }

  /** A number or date is found, and replaced, as a whole. */
  #typed(start: number, end: number, text: string, type: ValueType): void {
    const { detection, facts, shapes } = this.#at.path;
    if (!detection || !facts) return;
    const findings = this.#findings;
    detection.inspect(text, type, shapes, facts, findings);
    for (let i = 0; i < findings.length; i++) this.#found(findings[i], start, end, text);
  }

  #found(finding: Finding, start: number, end: number, text: string | undefined): void {
    const rules = this.#at.path.classRules(finding.class);
    if (rules.length === 0) return;
    const { class: className, detector, confidence } = finding;
    this.#unit.addHit(this.#at, start, end, text, className, detector, confidence, rules);
  }
}
