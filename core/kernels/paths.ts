/**
 * Paths of JSON leaves as small numbers, kept in kernel memory for the life of the process. A path is
 * a parent and a key, compared in full; all members of a list share one path, as do the keys of an
 * object that come after `limits.path_children_count_max` others. What would go over another bound
 * (`paths_count_max`, keys longer than `path_key_bytes_max`) is `unknownPath`, and so is everything
 * below it. For keys that share a path, and below, a caller assumes the worst.
 */
import { randomBytes } from 'node:crypto';
import { limits } from '../limits.ts';
import { inputBytesMax, placeInput, releaseInput } from './input.ts';
import { heap, regions } from './memory.ts';
import { kernels } from './module.ts';

/** The value itself, where the caller gives no root of its own. */
export const rootPath = 0;
export const unknownPath = 1;

const verdictsAt = regions.PATH_VERDICTS.start;
const seed = randomBytes(16);
kernels.pathsInit(seed.readBigUInt64LE(0), seed.readBigUInt64LE(8));

export interface JsonPath {
  readonly parent: number;
  /** Key as it stands in JSON, unescaped; null for the members of a list, shared paths and roots. */
  readonly key: string | null;
  /** It stands for all keys of `parent` that have no path of their own. */
  readonly isOther: boolean;
}

const known: (JsonPath | undefined)[] = [];

/** Parent and key of a path. The same object for the same path. */
export function pathOf(path: number): JsonPath {
  known[path] ??= readPath(path);
  return known[path];
}

function readPath(path: number): JsonPath {
  const at = kernels.pathKey(path) >>> 0;
  const parent = kernels.pathParent(path);
  if (at === 0) return { parent, key: null, isOther: kernels.pathIsOther(path) !== 0 };
  const raw = Buffer.from(heap.buffer, at, kernels.pathKeyBytes(path)).toString();
  const key = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
  return { parent, key, isOther: false };
}

/** How many paths there are: ids are below it. */
export function pathsCount(): number {
  return kernels.pathsCount();
}

/**
 * A path of its own for texts of one kind (the values of one topic, one column), which keeps their
 * paths and verdicts apart from those of other kinds. `unknownPath` when the table is full.
 */
export function newRoot(): number {
  return kernels.pathRoot();
}

/**
 * Path of the key in bytes [start, end) (as it stands in JSON, without quotes) inside `parent`.
 */
export function childPath(
  parent: number,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): number {
  if (end - start > Math.min(limits.path_key_bytes_max, inputBytesMax)) return unknownPath;
  const at = placeInput(bytes, start, end);
  const path = kernels.pathAdd(parent, at, end - start);
  releaseInput(bytes, end);
  return path;
}

/** Path of the members of the list that stands at `parent`. */
export function memberPath(parent: number): number {
  return kernels.pathMember(parent);
}

/**
 * Verdict byte of a path: bit 0 is set for a new path ("not judged yet"), the others are the
 * caller's. A walk emits a leaf whatever its shapes when its verdict has a bit of the walk's mask.
 */
export function verdictOf(path: number): number {
  return heap[verdictsAt + path];
}

/** Sets the verdict of a path. That of `unknownPath` cannot be changed: its leaves are always new. */
export function setVerdict(path: number, verdict: number): void {
  if (path < 0 || path >= pathsCount()) throw new RangeError(`no path ${path}`);
  if (path !== unknownPath) heap[verdictsAt + path] = verdict;
}

/** Makes every path new again, after a policy changed. */
export function resetVerdicts(): void {
  heap.fill(1, verdictsAt, verdictsAt + pathsCount());
}
