/**
 * One unit (record, document, row) under inspection: its leaves, the layers that were decoded to
 * read them, and what was found. Reused from unit to unit, objects included.
 */
import type { Operation } from '../events.ts';
import type { Rule } from '../policy/plan.ts';
import type { Carrier } from './carrier.ts';
import type { Layer } from './changes.ts';
import type { PathPlan } from './path-plan.ts';
import { Subjects } from './subjects.ts';

/** How a found range is written back. */
export type Form =
  | 'inline'
  | 'carrier'
  | 'json-string'
  | 'json-key'
  | 'json-number'
  | 'json-literal';

/** Where a value stands: its layer, its leaf, and the bytes that a null would replace. */
export interface Place {
  layer: number;
  leaf: number;
  /** The whole value that a found range is part of, with its quotes where it has some. */
  outerStart: number;
  outerEnd: number;
  form: Form;
  path: PathPlan;
}

/** Something in the unit that rules speak of: a range of text, or a whole leaf. */
export interface Hit extends Place {
  /** Bytes of the layer that are replaced. */
  start: number;
  end: number;
  /** What the mask is given; undefined where it is ASCII that stands in the layer as it is. */
  text: string | undefined;
  /** '' where a rule on the field alone hits the whole value. */
  class: string;
  detector: string;
  confidence: number;
  /** Strictest first. */
  rules: readonly Rule[];
  /** The enforced rule that applies, once decided. */
  applied: Rule | undefined;
}

export interface Leaf {
  carrier: Carrier;
  start: number;
  end: number;
  bound: number;
  /** Hits in its own bytes that are masked, once the unit is decided. */
  masked: number;
}

export class Unit {
  bytes: Buffer = Buffer.alloc(0);
  operation: Operation = 'read';
  leaves: Leaf[] = [];
  leafCount = 0;
  layers: Layer[] = [];
  hits: Hit[] = [];
  hitCount = 0;
  readonly subjects = new Subjects();

  begin(bytes: Uint8Array, operation: Operation): void {
    if (this.bytes !== bytes) {
      this.bytes = Buffer.isBuffer(bytes)
        ? bytes
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.operation = operation;
    this.leafCount = 0;
    this.hitCount = 0;
    this.subjects.clear();
    if (this.layers.length > 0) this.layers = [];
  }

  addLeaf(carrier: Carrier, start: number, end: number, bound: number): number {
    const index = this.leafCount++;
    const leaf = this.leaves[index];
    if (leaf) {
      leaf.carrier = carrier;
      leaf.start = start;
      leaf.end = end;
      leaf.bound = bound;
      leaf.masked = 0;
    } else {
      this.leaves.push({ carrier, start, end, bound, masked: 0 });
    }
    return index;
  }

  /** Opens a decoded layer; returns its index (the unit's own bytes are layer 0). */
  addLayer(layer: Layer): number {
    this.layers.push(layer);
    return this.layers.length;
  }

  /** Bytes of a layer. */
  layerBytes(layer: number): Buffer {
    return layer === 0 ? this.bytes : this.layers[layer - 1].bytes;
  }

  /** The text of a hit, made when it is first asked for. */
  textOf(hit: Hit): string {
    if (hit.text !== undefined) return hit.text;
    const text = this.layerBytes(hit.layer).toString('latin1', hit.start, hit.end);
    hit.text = text;
    return text;
  }

  addHit(
    place: Place,
    start: number,
    end: number,
    text: string | undefined,
    className: string,
    detector: string,
    confidence: number,
    rules: readonly Rule[],
  ): void {
    const index = this.hitCount++;
    const hit = this.hits[index];
    if (!hit) {
      const { layer, leaf, outerStart, outerEnd, form, path } = place;
      const where = { layer, leaf, outerStart, outerEnd, form, path };
      const what = { start, end, text, class: className, detector, confidence };
      this.hits.push({ ...where, ...what, rules, applied: undefined });
      return;
    }
    hit.layer = place.layer;
    hit.leaf = place.leaf;
    hit.outerStart = place.outerStart;
    hit.outerEnd = place.outerEnd;
    hit.form = place.form;
    hit.path = place.path;
    hit.start = start;
    hit.end = end;
    hit.text = text;
    hit.class = className;
    hit.detector = detector;
    hit.confidence = confidence;
    hit.rules = rules;
    hit.applied = undefined;
  }
}
