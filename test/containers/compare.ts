/** Assertions about what came through the gate, held against what the server answers straight. */
import assert from 'node:assert/strict';
import type { Gate } from './gate.ts';

/**
 * `actual` is `original` with each of `secrets` replaced by something else, and not a character more.
 */
export function assertOnlyMasked(actual: string, original: string, secrets: string[]): void {
  for (const secret of secrets) {
    assert.ok(original.includes(secret), 'the original holds the secret');
    assert.ok(!actual.includes(secret), `a secret came through: ${actual}`);
  }
  const escaped = secrets.map((secret) => secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const kept = original.split(new RegExp(escaped.join('|')));
  assert.ok(actual.startsWith(kept[0]), `the beginning differs: ${actual}`);
  let position = kept[0].length;
  for (const piece of kept.slice(1, -1)) {
    const found = actual.indexOf(piece, position);
    assert.ok(found >= 0, `'${piece}' is missing in ${actual}`);
    position = found + piece.length;
  }
  const last = kept[kept.length - 1];
  assert.ok(
    actual.length - last.length >= position && actual.endsWith(last),
    `the end differs: ${actual}`,
  );
}

/** Neither audit log nor output nor metrics of the gate hold any of `secrets`. */
export async function assertNoTrace(gate: Gate, secrets: Iterable<string>): Promise<void> {
  const traces = await gate.traces();
  for (const secret of secrets) {
    assert.ok(!traces.includes(secret), `the gate's own records hold ${secret}`);
  }
}

/** Waits until `condition` holds; fails with `what` after `waitMs`. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  waitMs = 15_000,
): Promise<void> {
  const end = Date.now() + waitMs;
  while (!(await condition())) {
    if (Date.now() > end) assert.fail(`not within ${waitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
