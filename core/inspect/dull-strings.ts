/**
 * What the JSON walk is told of a field's strings that say nothing, so that it keeps them to itself: what
 * was looked at and is nothing, and what holds a character that nothing has which the field may hold.
 * All of it is forgotten when the field learns something.
 */
import type { FieldFacts } from '../detect/detector.ts';
import { addDull, forgetDull, holdDull, holdsDull, setForeign } from '../kernels/index.ts';
import type { Cursor } from './cursor.ts';
import { isShared } from './json-paths.ts';
import type { PathTable } from './paths.ts';

export class DullStrings {
  readonly #plan: number;
  readonly #facts: FieldFacts;
  /** The kernel's paths of the field: more than one where it stands in JSON inside JSON as well. */
  readonly #paths = new Set<number>();
  readonly #forget = (): void => {
    for (const path of this.#paths) forgetDull(path, this.#plan);
    this.#paths.clear();
  };

  /** @param plan the number that walks under the same plan are given. */
  constructor(plan: number, facts: FieldFacts) {
    this.#plan = plan;
    this.#facts = facts;
  }

  #hold(path: number): void {
    if (holdsDull(path, this.#plan)) return;
    holdDull(path, this.#plan);
    this.#paths.add(path);
    this.#facts.untilLearnt(this.#forget);
  }

  /** A string at the kernel's path was foreign to the field: all that are alike are. */
  foreign(path: number): void {
    const form = this.#facts.foreignForm;
    if (form === 0) return;
    this.#hold(path);
    setForeign(path, form);
  }

  /** Nothing was found in bytes [start, end), which have no shape. */
  add(path: number, bytes: Uint8Array, start: number, end: number): void {
    this.#hold(path);
    addDull(path, bytes, start, end);
  }
}

/** Those of the field at hand; undefined where its strings have no path of the kernel of their own. */
export function dullStringsAt(at: Cursor, paths: PathTable): DullStrings | undefined {
  const { form, jsonPath, path } = at;
  const isOwn = form === 'json-string' && !isShared(jsonPath) && !paths.isPassing(path.id);
  return isOwn ? path.dullStrings() : undefined;
}
