/**
 * The changes that masks make to one unit, before they become edits. A unit's own bytes are layer 0;
 * a value that had to be decoded before it could be read (an escaped JSON string that holds JSON, a
 * text in another character set) is a layer of its own, whose changed text is encoded back into one
 * change of the layer around it. Layers are closed from the innermost out.
 */
import type { Carrier } from './carrier.ts';

/** How a changed layer goes back into the layer around it. */
export interface Layer {
  readonly bytes: Buffer;
  /** Index of the layer around it; -1 for the unit itself. */
  readonly parent: number;
  /** What the layer stands for in its parent: [start, end). */
  readonly start: number;
  readonly end: number;
  readonly leaf: number;
  /** Writes changed text as bytes of the parent. */
  readonly encode: (text: Buffer) => Uint8Array;
}

export interface Change {
  layer: number;
  leaf: number;
  start: number;
  end: number;
  /** What is written: bytes, or a text of ASCII that needs no encoding. Undefined: null. */
  bytes: Uint8Array | string | undefined;
  /** Rank of the rule behind it; absent for what a layer has become, which comes last. */
  rank?: number;
}

const rankOf = ({ rank = Number.MAX_VALUE }: Change): number => rank;

/** Ascending by place; of those that begin together the longest first, then as their rules rank. */
function byPlace(a: Change, b: Change): number {
  return a.start - b.start || b.end - a.end || rankOf(a) - rankOf(b);
}

/** True when every change begins behind the end of the one before it, as most units' do. */
function inOrder(changes: readonly Change[]): boolean {
  for (let i = 1; i < changes.length; i++) {
    if (changes[i].start < changes[i - 1].end) return false;
  }
  return true;
}

/**
 * Sorts changes of one layer and resolves overlaps: what lies inside another change is swallowed by
 * it, and what begins inside and ends behind it lengthens it, so that no byte of either stays.
 */
export function resolve(changes: Change[]): Change[] {
  if (inOrder(changes)) return changes;
  changes.sort(byPlace);
  const kept: Change[] = [];
  for (const change of changes) {
    const last = kept[kept.length - 1];
    if (last && change.start < last.end) last.end = Math.max(last.end, change.end);
    else kept.push(change);
  }
  return kept;
}

export function bytesOf(written: Uint8Array | string): Uint8Array {
  return typeof written === 'string' ? Buffer.from(written, 'latin1') : written;
}

/** The bytes of a layer with its resolved changes made. */
export function splice(bytes: Buffer, changes: readonly Change[]): Buffer {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const change of changes) {
    parts.push(bytes.subarray(at, change.start));
    if (change.bytes) parts.push(bytesOf(change.bytes));
    at = change.end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}

/** How the carrier of a leaf takes a whole new text; what does not fit becomes its zero value. */
export function carry(
  carrier: Carrier,
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  bound: number,
): Uint8Array {
  return carrier.encode(text, bytes, start, end, bound) ?? carrier.zero(bytes, start, end);
}

/** Cuts UTF-8 at a character so that it has at most `bound` bytes; 0 bounds nothing. */
export function fit(text: Buffer, bound: number): Buffer {
  if (bound <= 0 || text.length <= bound) return text;
  let end = bound;
  while (end > 0 && (text[end] & 0xc0) === 0x80) end--;
  return text.subarray(0, end);
}
