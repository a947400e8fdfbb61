/** Where `Look` is at work; moved from value to value. */
import type { FieldFacts } from '../detect/detector.ts';
import type { PathPlan } from './path-plan.ts';
import type { Place } from './unit.ts';

export interface Cursor extends Place {
  bytes: Buffer;
  /** How many layers of JSON in strings lie around the value. */
  depth: number;
  /** The kernel's path of the string in JSON at hand. */
  jsonPath: number;
  /** Facts of the field that a name beside the value makes of it; see paired.ts. */
  facts: FieldFacts | undefined;
}

/** A cursor that was moved nowhere yet: its path is set before it is read. */
export function cursorAt(bytes: Buffer): Cursor {
  const path = undefined as unknown as PathPlan;
  const place: Place = { layer: 0, leaf: 0, outerStart: 0, outerEnd: 0, form: 'inline', path };
  return { ...place, bytes, depth: 0, jsonPath: 0, facts: undefined };
}
