/**
 * What policy says of a request before it goes to the server: refused, passed, or to be looked at.
 * A request that copies protected data to where policy does not follow it is refused as well.
 */
import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import { carriers } from './bson/carriers.ts';
import type { Reading } from './readings.ts';

export interface Admission {
  /** Name of the policy that blocks, undefined where none does. */
  readonly blockedBy: string | undefined;
  /** Units of the reply, or of the request, must be walked. */
  readonly inspects: boolean;
  /** Policy drops whatever the command's own collection returns. */
  readonly isDropped: boolean;
}

/** Asks policy about `operation` on all of `resources`, the command's own one first. */
export function admit(
  inspector: Inspector,
  resources: readonly string[],
  operation: Operation,
): Admission {
  let inspects = false;
  let isDropped = false;
  for (let i = 0; i < resources.length; i++) {
    const access = inspector.access(resources[i], operation);
    // What is joined in cannot vanish alone.
    const isRefused = access === Access.block || (access === Access.drop && i > 0);
    if (isRefused) return { blockedBy: inspector.blockedBy, inspects, isDropped };
    if (access === Access.drop) isDropped = true;
    if (access === Access.inspect) inspects = true;
  }
  return { blockedBy: undefined, inspects: inspects || isDropped, isDropped };
}

/** True where some policy speaks of fields of `resource`. */
export function hasFieldRules(inspector: Inspector, resource: string): boolean {
  const { paths } = inspector;
  // Booleans are seen by field rules alone, and the overflow path has those of every field.
  return !inspector.idle(paths.overflow(paths.root(resource)), carriers.boolean);
}

/** True where a reply that only tells of success or failure could hold anything policy looks for. */
export function replyIsInspected(inspector: Inspector, resources: readonly string[]): boolean {
  const { paths } = inspector;
  return resources.some((one) => !inspector.idle(paths.overflow(paths.root(one)), carriers.string));
}

/** Throws where $out or $merge would copy what policy protects to where it would be read unmasked. */
export function checkTargets(inspector: Inspector, reading: Reading): void {
  for (const target of reading.targets) {
    const isInspected = inspector.access(target, 'read') !== Access.pass;
    for (const source of reading.resources) {
      if (source === target) continue;
      if (inspector.access(source, 'read') === Access.pass) continue;
      if (isInspected && !hasFieldRules(inspector, source)) continue;
      throw new TidegateError('TG-MONGO-0012', `from ${source} to ${target}`);
    }
  }
}
