/**
 * Looks into the leaves of a unit: by field rules, by content, and inside values that hold JSON.
 * Everything found becomes a hit of the unit; nothing is decided or changed here.
 */
import type { Finding } from '../detect/detector.ts';
import { JsonKind, JsonLeaves, Shape, shapesOf, walkJson } from '../kernels/index.ts';
import { limits } from '../limits.ts';
import { jsonStart } from '../payload/json.ts';
import { decodeJsonText, encodeJsonText, mapUtf8 } from '../payload/json-text.ts';
import type { Carrier, ValueType } from './carrier.ts';
import { carry } from './changes.ts';
import type { PathPlan, PlanPaths } from './path-plan.ts';
import type { PathTable } from './paths.ts';
import { type Form, foundHit, type Leaf, type Place, type Unit, wholeHit } from './unit.ts';

/** Types whose text detectors read. The others are seen by field rules alone. */
const detectable: ReadonlySet<ValueType> = new Set([
  'text',
  'integer',
  'decimal',
  'double',
  'date',
  'datetime',
  'binary',
]);
/** A number with fewer digits than this says nothing by itself. */
const numberDigitsMin = 7;

export function isDetectable(type: ValueType): boolean {
  return detectable.has(type);
}

export class Look {
  #unit: Unit;
  #paths: PathTable;
  #findings: Finding[] = [];
  /** One table of leaves per depth of JSON in strings in JSON. */
  #tables: JsonLeaves[] = [];

  constructor(unit: Unit, paths: PathTable) {
    this.#unit = unit;
    this.#paths = paths;
  }

  /** Looks at one leaf of the unit's own bytes. */
  leaf(index: number, path: PathPlan, plans: PlanPaths): void {
    const leaf = this.#unit.leaves[index];
    const { carrier, start, end } = leaf;
    const bytes = this.#unit.bytes;
    const place = { layer: 0, leaf: index, depth: 0, outerStart: start, outerEnd: end };
    if (path.fieldRules.length > 0) {
      const form = carrier.inline ? 'inline' : 'carrier';
      const text = carrier.inline
        ? bytes.toString('utf8', start, end)
        : carrier.text(bytes, start, end);
      this.#unit.hits.push(wholeHit(place, start, end, form, text, path));
    }
    if (carrier.inline) this.#bytesOfText(place, bytes, start, end, path, plans, 'inline');
    else if (carrier.type === 'text' || carrier.type === 'binary') {
      this.#carriedText(place, leaf, path, plans);
    } else if (path.detection && detectable.has(carrier.type)) {
      this.#typed(place, carrier, start, end, path);
    }
  }

  /** UTF-8 text that stands in a layer as it is (not escaped). */
  #bytesOfText(
    place: Place,
    bytes: Buffer,
    start: number,
    end: number,
    path: PathPlan,
    plans: PlanPaths,
    form: Form,
  ): void {
    if (path.detection || plans.hasFieldRules) {
      const opening = jsonStart(bytes, start, end);
      if (opening >= 0) {
        if (this.#json(place, bytes, opening, end, path, plans)) return;
        this.#unreadable(place, bytes, start, end, path, plans, form);
      }
    }
    if (!path.detection) return;
    const shapes = shapesOf(bytes, start, end, path.shapes);
    if (shapes === 0 && !path.always) return;
    const text = bytes.toString('utf8', start, end);
    if (text.length === end - start || text.includes('\ufffd')) {
      // One byte a character, or not UTF-8: then latin1 keeps every byte in its place.
      const plain = text.length === end - start ? text : bytes.toString('latin1', start, end);
      this.#detect(place, plain, shapes, path, form, (i) => start + i);
      return;
    }
    const offsets = new Int32Array(text.length + 1);
    mapUtf8(text, 0, start, offsets);
    offsets[text.length] = end;
    this.#detect(place, text, shapes, path, form, (i) => offsets[i]);
  }

  /**
   * Text in another character set, or bytes: read through the carrier into a layer of its own, and
   * written back through it as a whole.
   */
  #carriedText(place: Place, leaf: Leaf, path: PathPlan, plans: PlanPaths): void {
    if (!path.detection && !plans.hasFieldRules) return;
    const { carrier, start, end, bound } = leaf;
    const source = this.#unit.bytes;
    const text = Buffer.from(carrier.text(source, start, end), 'utf8');
    if (text.length === 0) return;
    const layer = this.#unit.addLayer({
      bytes: text,
      parent: 0,
      start,
      end,
      leaf: place.leaf,
      encode: (changed) => carry(carrier, changed.toString('utf8'), source, start, end, bound),
    });
    const inner = { ...place, layer, outerStart: 0, outerEnd: text.length };
    this.#bytesOfText(inner, text, 0, text.length, path, plans, 'inline');
  }

  /** Numbers and dates: read through the carrier, replaced as a whole. */
  #typed(place: Place, carrier: Carrier, start: number, end: number, path: PathPlan): void {
    const text = carrier.text(this.#unit.bytes, start, end);
    if (text.length < numberDigitsMin && !path.always) return;
    this.#detectTyped(place, text, carrier.type, start, end, path, 'carrier');
  }

  /** True when the value is JSON and was walked. */
  #json(
    place: Place,
    bytes: Buffer,
    start: number,
    end: number,
    path: PathPlan,
    plans: PlanPaths,
  ): boolean {
    let leaves = this.#tables[place.depth];
    if (!leaves) {
      leaves = new JsonLeaves();
      this.#tables[place.depth] = leaves;
    }
    const paths = path.json(plans, this.#paths);
    const shapes = path.shapes | Shape.NESTED;
    if (walkJson(bytes, start, end, shapes, leaves, paths.root) < 0) return false;
    for (let i = 0; i < leaves.count; i++) {
      this.#jsonLeaf(place, bytes, leaves, i, paths.at(leaves.path(i), plans), plans);
    }
    return true;
  }

  #jsonLeaf(
    place: Place,
    bytes: Buffer,
    leaves: JsonLeaves,
    i: number,
    path: PathPlan,
    plans: PlanPaths,
  ): void {
    const kind = leaves.kind(i);
    const start = leaves.start(i);
    const end = leaves.end(i);
    if (kind >= JsonKind.STRING) {
      const form = kind === JsonKind.KEY ? 'json-key' : 'json-string';
      const string = { ...place, outerStart: start - 1, outerEnd: end + 1 };
      if (leaves.escaped(i)) this.#escaped(string, bytes, start, end, path, plans, form);
      else this.#jsonString(string, bytes, start, end, path, plans, form, leaves.shapes(i));
      return;
    }
    const form = kind === JsonKind.NUMBER ? 'json-number' : 'json-literal';
    const ruled = path.fieldRules.length > 0;
    const looked = kind === JsonKind.NUMBER && path.detection !== undefined;
    if (!ruled && !looked) return;
    const text = bytes.toString('latin1', start, end);
    if (ruled && text !== 'null') {
      this.#unit.hits.push(wholeHit(place, start, end, form, text, path));
    }
    if (looked && (text.length >= numberDigitsMin || path.always)) {
      const type = /[.eE]/.test(text) ? 'double' : 'integer';
      this.#detectTyped(place, text, type, start, end, path, form);
    }
  }

  #jsonString(
    place: Place,
    bytes: Buffer,
    start: number,
    end: number,
    path: PathPlan,
    plans: PlanPaths,
    form: Form,
    shapes: number,
  ): void {
    if (path.fieldRules.length > 0 && form === 'json-string') {
      const text = bytes.toString('utf8', start, end);
      this.#unit.hits.push(wholeHit(place, start, end, form, text, path));
    }
    const nested = (shapes & Shape.NESTED) !== 0;
    if (nested && place.depth >= limits.nested_decode_depth_max) {
      this.#unreadable(place, bytes, start, end, path, plans, form);
      return;
    }
    if (nested || (path.detection && ((shapes & path.shapes) !== 0 || path.always))) {
      this.#bytesOfText({ ...place, depth: place.depth + 1 }, bytes, start, end, path, plans, form);
    }
  }

  /** A JSON string with escapes: decoded first, then looked at; JSON inside becomes a layer. */
  #escaped(
    place: Place,
    bytes: Buffer,
    start: number,
    end: number,
    path: PathPlan,
    plans: PlanPaths,
    form: Form,
  ): void {
    const decoded = decodeJsonText(bytes, start, end);
    const text = decoded.text;
    if (path.fieldRules.length > 0 && form === 'json-string') {
      this.#unit.hits.push(wholeHit(place, start, end, form, text, path));
    }
    if (!path.detection && !plans.hasFieldRules) return;
    const plain = Buffer.from(text, 'utf8');
    if (jsonStart(plain, 0, plain.length) >= 0) {
      const layer = this.#unit.addLayer({
        bytes: plain,
        parent: place.layer,
        start,
        end,
        leaf: place.leaf,
        encode: (changed) => encodeJsonText(changed.toString('utf8')),
      });
      const inner = {
        ...place,
        layer,
        depth: place.depth + 1,
        outerStart: 0,
        outerEnd: plain.length,
      };
      const deeper = place.depth < limits.nested_decode_depth_max;
      if (deeper && this.#json(inner, plain, 0, plain.length, path, plans)) return;
      this.#unreadable(place, bytes, start, end, path, plans, form);
    }
    if (!path.detection) return;
    const shapes = shapesOf(plain, 0, plain.length, path.shapes);
    if (shapes === 0 && !path.always) return;
    this.#detect(place, text, shapes, path, form, (i) => decoded.offsets[i]);
  }

  /**
   * It begins like JSON and is not, so no path inside it can be told. Where rules name fields in it,
   * the worst is assumed: the strictest of them applies to the whole.
   */
  #unreadable(
    place: Place,
    bytes: Buffer,
    start: number,
    end: number,
    path: PathPlan,
    plans: PlanPaths,
    form: Form,
  ): void {
    if (!plans.hasFieldRules) return;
    const overflow = plans.at(this.#paths.overflow(path.id));
    const text = bytes.toString('utf8', start, end);
    this.#unit.hits.push(wholeHit(place, start, end, form, text, overflow));
  }

  #detect(
    place: Place,
    text: string,
    shapes: number,
    path: PathPlan,
    form: Form,
    byteAt: (index: number) => number,
  ): void {
    const { detection, facts } = path;
    if (!detection || !facts) return;
    detection.inspect(text, 'text', shapes, facts, this.#findings);
    for (const finding of this.#findings) {
      const rules = path.classRules(finding.class);
      if (rules.length === 0) continue;
      const { start, end } = finding;
      const part = text.slice(start, end);
      this.#unit.hits.push(
        foundHit(place, byteAt(start), byteAt(end), form, part, path, finding, rules),
      );
    }
  }

  #detectTyped(
    place: Place,
    text: string,
    type: ValueType,
    start: number,
    end: number,
    path: PathPlan,
    form: Form,
  ): void {
    const { detection, facts } = path;
    if (!detection || !facts) return;
    detection.inspect(text, type, path.shapes, facts, this.#findings);
    for (const finding of this.#findings) {
      const rules = path.classRules(finding.class);
      if (rules.length === 0) continue;
      this.#unit.hits.push(foundHit(place, start, end, form, text, path, finding, rules));
    }
  }
}
