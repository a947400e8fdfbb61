/** Holds what came through the gate against what came straight: every expected mask, nothing else. */
import type { DemoClient, Mask, Unit } from './clients/client.ts';

export interface Change {
  readonly path: string;
  readonly straight: string;
  readonly gate: string;
}

export interface Comparison {
  readonly straight: Unit;
  /** Undefined when the unit did not come through. */
  readonly gate: Unit | undefined;
  /** All fields, changed or not, in the order of the unit. */
  readonly fields: readonly Change[];
}

/** Leaves of a value as text by their paths, in the gate's way of writing them: `a.b[].c`. */
export function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (Array.isArray(value)) return merge(value.map((member) => leavesOf(member, `${path}[]`)));
  if (value instanceof Date) return new Map([[path, value.toISOString()]]);
  const plain = typeof value === 'object' && value !== null && value.constructor === Object;
  if (!plain) return new Map([[path, String(value)]]);
  const entries = Object.entries(value as object);
  return merge(entries.map(([name, inner]) => leavesOf(inner, path ? `${path}.${name}` : name)));
}

/** Members of a list have one path: their texts stand one behind the other. */
function merge(maps: readonly Map<string, string>[]): Map<string, string> {
  const all = new Map<string, string>();
  for (const map of maps) {
    for (const [path, text] of map) {
      const before = all.get(path);
      all.set(path, before === undefined ? text : `${before} | ${text}`);
    }
  }
  return all;
}

export function compare(straight: readonly Unit[], gate: readonly Unit[]): Comparison[] {
  const byId = new Map(gate.map((unit) => [unit.id, unit]));
  return straight.map((unit) => {
    const other = byId.get(unit.id);
    const after = leavesOf(other?.value ?? {});
    const fields = [...leavesOf(unit.value)].map(([path, text]) => ({
      path,
      straight: text,
      gate: after.get(path) ?? '',
    }));
    for (const [path, text] of after) {
      const known = fields.some((field) => field.path === path);
      if (!known) fields.push({ path, straight: '', gate: text });
    }
    return { straight: unit, gate: other, fields };
  });
}

/**
 * Checks comparisons against what the demo's policy must do. One object for all protocols, since the
 * same address must have the same token everywhere.
 */
export class Expectations {
  readonly #tokens = new Map<string, string>();
  readonly faults: string[] = [];
  masks = 0;
  drops = 0;

  check(client: DemoClient, comparisons: readonly Comparison[]): void {
    for (const comparison of comparisons) this.#checkUnit(client, comparison);
  }

  #checkUnit(client: DemoClient, { straight, gate, fields }: Comparison): void {
    const where = `${client.resource} ${straight.id}`;
    const leaks = fields.some((field) => field.straight.includes('session ey'));
    if (leaks) {
      if (gate) this.faults.push(`${where} holds a credential and came through`);
      else this.drops += 1;
      return;
    }
    if (!gate) {
      this.faults.push(`${where} did not come through`);
      return;
    }
    const email = fields.find(({ path }) => client.masked[path] === 'email')?.straight ?? '';
    for (const { path, straight: before, gate: after } of fields) {
      const mask = client.masked[path];
      const right = mask ? this.#isMasked(mask, before, after, email) : before === after;
      if (right && mask) this.masks += 1;
      if (!right)
        this.faults.push(`${where} ${path} is ${mask ? `not masked as ${mask}` : 'changed'}`);
    }
  }

  #isMasked(mask: Mask, before: string, after: string, email: string): boolean {
    switch (mask) {
      case 'email':
        return this.#isToken(before, after);
      case 'note':
        return (
          after.split(' ').some((word) => this.#isToken(email, word.replace(/,$/, ''))) &&
          !after.includes(email)
        );
      case 'card': {
        const last = before.slice(-4);
        // An integer keeps no stars: the hidden digits are gone, and leading zeros with them.
        return (
          /^[*\s]*$/.test(after.slice(0, -4)) &&
          (after.endsWith(last) || after === String(Number(last)))
        );
      }
      case 'born': {
        // A text keeps the year alone, a date needs a day.
        const year = before.slice(0, 4);
        return after !== before && [year, `${year}-01-01`].includes(after.slice(0, 10));
      }
    }
  }

  #isToken(email: string, token: string): boolean {
    const known = this.#tokens.get(email);
    if (known !== undefined) return known === token;
    if (!/^[a-z2-7]{16}@masked\.invalid$/.test(token)) return false;
    this.#tokens.set(email, token);
    return true;
  }
}
