/**
 * One unit (record, document, row) under inspection: its leaves, the layers that were decoded to
 * read them, and what was found. Reused from unit to unit.
 */
import type { Finding } from '../detect/detector.ts';
import type { Operation } from '../events.ts';
import type { Rule } from '../policy/plan.ts';
import type { Carrier } from './carrier.ts';
import type { Layer } from './changes.ts';
import type { PathPlan } from './path-plan.ts';

/** How a found range is written back. */
export type Form =
  | 'inline'
  | 'carrier'
  | 'json-string'
  | 'json-key'
  | 'json-number'
  | 'json-literal';

/** Something in the unit that rules speak of: a range of text, or a whole leaf. */
export interface Hit {
  layer: number;
  leaf: number;
  /** Bytes of the layer that are replaced. */
  start: number;
  end: number;
  /** The whole value that the range is part of, with its quotes where it has some. */
  outerStart: number;
  outerEnd: number;
  form: Form;
  /** What the mask is given. */
  text: string;
  class: string;
  detector: string;
  confidence: number;
  path: PathPlan;
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
}

export class Unit {
  bytes: Buffer = Buffer.alloc(0);
  operation: Operation = 'read';
  leaves: Leaf[] = [];
  leafCount = 0;
  layers: Layer[] = [];
  hits: Hit[] = [];

  begin(bytes: Uint8Array, operation: Operation): void {
    if (this.bytes !== bytes) {
      this.bytes = Buffer.isBuffer(bytes)
        ? bytes
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.operation = operation;
    this.leafCount = 0;
    if (this.hits.length > 0) this.hits = [];
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
    } else {
      this.leaves.push({ carrier, start, end, bound });
    }
    return index;
  }

  /** Opens a decoded layer; returns its index (the unit's own bytes are layer 0). */
  addLayer(layer: Layer): number {
    this.layers.push(layer);
    return this.layers.length;
  }

  layerBytes(index: number): Buffer {
    return index === 0 ? this.bytes : this.layers[index - 1].bytes;
  }
}

/** Where a value stands: its layer, its leaf, and the bytes that a null would replace. */
export interface Place {
  layer: number;
  leaf: number;
  /** Depth of decoding, bounded by `limits.nested_decode_depth_max`. */
  depth: number;
  outerStart: number;
  outerEnd: number;
}

/** A hit by a rule on the field alone. */
export function wholeHit(
  place: Place,
  start: number,
  end: number,
  form: Form,
  text: string,
  path: PathPlan,
): Hit {
  return {
    layer: place.layer,
    leaf: place.leaf,
    start,
    end,
    outerStart: place.outerStart,
    outerEnd: place.outerEnd,
    form,
    text,
    class: '',
    detector: '',
    confidence: 1,
    path,
    rules: path.fieldRules,
    applied: undefined,
  };
}

/** A hit by what a detector found. */
export function foundHit(
  place: Place,
  start: number,
  end: number,
  form: Form,
  text: string,
  path: PathPlan,
  finding: Finding,
  rules: readonly Rule[],
): Hit {
  return {
    layer: place.layer,
    leaf: place.leaf,
    start,
    end,
    outerStart: place.outerStart,
    outerEnd: place.outerEnd,
    form,
    text,
    class: finding.class,
    detector: finding.detector,
    confidence: finding.confidence,
    path,
    rules,
    applied: undefined,
  };
}
