/**
 * What a conversation sees of inspection while it walks a frame. The conversation says which
 * resource it reads, where units begin and end, and where each leaf stands; the inspector finds,
 * decides and collects edits. Implemented by `core/inspect/session-inspector.ts`.
 */
import type { Edits } from '../bytes/edits.ts';
import type { Operation } from '../events.ts';
import type { Carrier } from './carrier.ts';
import type { PathId, PathTable } from './paths.ts';

/** Decision over one unit. The strictest of all rules that matched. */
export const Verdict = { keep: 0, changed: 1, drop: 2, block: 3 } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/**
 * What policy says of a resource before any unit of it is seen. `pass`: nothing is looked for, the
 * frame may go undecoded. `inspect`: units must be walked. `drop`, `block`: decided by the resource
 * alone, no unit need be decoded.
 */
export const Access = { pass: 0, inspect: 1, drop: 2, block: 3 } as const;
export type Access = (typeof Access)[keyof typeof Access];

export interface Inspector {
  /** Names of resources and paths; shared by all connections of the process. */
  readonly paths: PathTable;
  /** Edits of all units since `begin`, in the order of units, ascending within one. */
  readonly edits: Edits;
  /** Name of the policy behind the last `block`, for the native error. */
  readonly blockedBy: string;

  /**
   * What policy says of `resource` (`kafka:orders`, `mongo:crm.people`, `mysql:shop.customers`) for
   * this client and operation. Cached; cheap enough to call once per frame or result.
   */
  access(resource: string, operation: Operation): Access;

  /**
   * True when an enforced rule of this client masks, drops or blocks some field by its name, in
   * whatever resource of `protocol`. Doubles may leave it out: no such rule.
   */
  rulesFields?(protocol: string): boolean;

  /**
   * Starts a frame (or a run): forgets the edits of the last one. Called by the session, never by a
   * conversation.
   */
  begin(): void;

  /**
   * Starts a unit (record, document, row) whose leaves stand in `bytes`. Edits of this unit refer to
   * offsets in `bytes`. Several units may share one buffer.
   */
  unit(bytes: Uint8Array, operation: Operation): void;

  /**
   * One value of the unit. `path` comes from `paths` (its root is the resource). `bound` is the
   * greatest length in bytes that a substitute may have, 0 where nothing bounds it. Values that hold
   * JSON are walked inside. Returns the leaf's index within the unit, the same number that its edits
   * carry in `edits.leaf`. `isPart`: the value was computed and may be a part or another form of what
   * stands at `path`; where that field is known for a class of which nothing is found here, the rules
   * for the class are for the whole value.
   */
  leaf(
    carrier: Carrier,
    start: number,
    end: number,
    path: PathId,
    bound: number,
    isPart?: boolean,
  ): number;

  /**
   * True when leaves of `path` can neither be detected in nor match a rule, given that carrier: the
   * walk may step over them. Answers are cached per path by the caller.
   */
  idle(path: PathId, carrier: Carrier): boolean;

  /**
   * True when `path` is known, by its name or by values seen there, for something that policy masks,
   * drops or blocks. Doubles may leave it out: nothing is known.
   */
  known?(path: PathId): boolean;

  /** Ends the unit: decides, and appends this unit's edits when the verdict is `changed`. */
  end(): Verdict;

  /** Ends the frame: emits the aggregated decisions. Called by the session. */
  finish(): void;
}
