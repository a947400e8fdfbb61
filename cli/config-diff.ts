/** Differences between two configurations, entry by entry. */

export interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** How entries of a list are told apart: by name where they have one, else by their place. */
function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    return new Map(value.map((entry, index) => [`[${labelOf(entry) ?? index}]`, entry]));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map(Object.entries(value).map(([key, entry]) => [key, entry]));
}

function labelOf(entry: unknown): string | undefined {
  const { name, preset } = (entry ?? {}) as { name?: unknown; preset?: unknown };
  if (typeof name === 'string') return JSON.stringify(name);
  return typeof preset === 'string' ? `preset ${preset}` : undefined;
}

/** All differences between `a` and `b`, in the order of `a`, then what only `b` has. */
export function differences(a: unknown, b: unknown, path = ''): Difference[] {
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (!left || !right) {
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path: path || '.', from: a, to: b }];
  }
  const found: Difference[] = [];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const dot = path === '' || key.startsWith('[') ? '' : '.';
    found.push(...differences(left.get(key), right.get(key), `${path}${dot}${key}`));
  }
  return found;
}
