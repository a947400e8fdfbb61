/**
 * The name that stands beside a value, `{"name": "DB_PASSWORD", "value": "..."}`: read from the bytes
 * around the value, since the leaf that holds the name is not looked at for itself.
 */
import { isNameKey, nameMax } from '../detect/pairs.ts';
import { Shape, shapesOf } from '../kernels/index.ts';
import { jsonStart } from '../payload/json.ts';
import { decodeJsonText } from '../payload/json-text.ts';
import type { Cursor } from './cursor.ts';

/** Bytes looked at on either side: two keys, a name, and white space between. */
const around = nameMax + 96;

const before =
  /"(\w{1,16})"\s{0,24}:\s{0,24}"([^"\\]{1,64})"\s{0,24},\s{0,24}"\w{1,16}"\s{0,24}:\s{0,24}"$/;
const behind = /^"\s{0,24},\s{0,24}"(\w{1,16})"\s{0,24}:\s{0,24}"([^"\\]{1,64})"/;

/** The name directly before or behind a string of JSON in bytes [start, end), its quotes left out. */
function nameBeside(bytes: Buffer, start: number, end: number): string | undefined {
  const front = before.exec(bytes.toString('latin1', Math.max(0, start - around), start));
  if (front && isNameKey(front[1])) return front[2];
  const back = behind.exec(bytes.toString('latin1', end, Math.min(bytes.length, end + around)));
  return back && isNameKey(back[1]) ? back[2] : undefined;
}

/** A string of JSON as its detectors read it. */
export interface PairedText {
  text: string;
  shapes: number;
  /** Where its characters stand in the bytes. */
  offsets: Int32Array;
}

/**
 * The string at [start, end) where a name that tells something stands beside it: sets the facts of
 * `at` to those of that name. Where rules speak of the field itself, these say enough.
 */
export function pairOf(at: Cursor, start: number, end: number): PairedText | undefined {
  const { bytes, path, form } = at;
  if (path.isMarked || form !== 'json-string') return undefined;
  const facts = path.paired(nameBeside(bytes, start, end));
  if (!facts) return undefined;
  const shapes = shapesOf(bytes, start, end, path.shapes | Shape.NESTED);
  // What may be JSON itself is walked instead.
  if ((shapes & Shape.NESTED) !== 0 || jsonStart(bytes, start, end) >= 0) return undefined;
  at.facts = facts;
  return { ...decodeJsonText(bytes, start, end), shapes: shapes & path.shapes };
}
