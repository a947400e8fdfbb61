/**
 * Whose data a unit holds: the values at the paths that masks name as their `subject` (shift_date).
 * A unit has one subject under a name, or none that can be told: where the path is found with several
 * values, nobody knows which of them a date belongs to.
 */
import type { PathPlan, PlanPaths } from './path-plan.ts';
import type { Leaf } from './unit.ts';

interface Candidate {
  readonly leaf: number;
  readonly text: string;
}

interface Subject {
  readonly plans: PlanPaths;
  readonly name: string;
  readonly candidates: Candidate[];
  /** Worked out when it is first asked for. */
  known: { text: string | undefined } | undefined;
}

export class Subjects {
  #subjects: Subject[] = [];

  clear(): void {
    if (this.#subjects.length > 0) this.#subjects = [];
  }

  /** A value of leaf `leaf` stands at `path`, which some masks name as their subject. */
  add(path: PathPlan, leaf: number, text: string): void {
    for (const name of path.subjects) {
      let subject = this.#find(path.plans, name);
      if (!subject) {
        subject = { plans: path.plans, name, candidates: [], known: undefined };
        this.#subjects.push(subject);
      }
      subject.candidates.push({ leaf, text });
      subject.known = undefined;
    }
  }

  /** The subject's text; undefined where the unit has none or several. */
  text(plans: PlanPaths, name: string, leaves: readonly Leaf[], count: number): string | undefined {
    const subject = this.#find(plans, name);
    if (!subject) return undefined;
    subject.known ??= { text: only(subject.candidates, leaves, count) };
    return subject.known.text;
  }

  #find(plans: PlanPaths, name: string): Subject | undefined {
    return this.#subjects.find((one) => one.plans === plans && one.name === name);
  }
}

function only(
  candidates: readonly Candidate[],
  leaves: readonly Leaf[],
  count: number,
): string | undefined {
  let found: string | undefined;
  for (const { leaf, text } of candidates) {
    if (isComputed(leaf, leaves, count)) continue;
    if (found !== undefined && found !== text) return undefined;
    found = text;
  }
  return found;
}

/** A value that is told of under several paths is made of several fields, and is none of them. */
function isComputed(index: number, leaves: readonly Leaf[], count: number): boolean {
  const { start } = leaves[index];
  const isSame = (other: number) => leaves[other].start === start;
  return (index > 0 && isSame(index - 1)) || (index + 1 < count && isSame(index + 1));
}
