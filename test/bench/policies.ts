/**
 * What a unit costs under 10 and under 1,000 policies, all of which concern the resource: policies are
 * compiled once for a kind of client and a resource, so the number of them must not show per unit.
 * Rounds of both alternate in one run, on the same records.
 */
import { type ClientFacts, EventHub } from '../../core/events.ts';
import { PathTable } from '../../core/inspect/paths.ts';
import { SessionInspector } from '../../core/inspect/session-inspector.ts';
import { faultsOf, loadText } from '../../core/policy/load.ts';
import type { Policy } from '../../core/policy/plan.ts';
import { protocols } from '../../proxies/index.ts';
import { median } from './compare.ts';
import { carrier, recordOf, seeded } from './records.ts';

const counts = [10, 1_000] as const;
const recordCount = 5_000;
const frameRecords = 500;
const warmRounds = 3;

/** Every third by class, every third by field, every third for somebody else; one masks addresses. */
function policyOf(count: number): Policy {
  const policies = Array.from({ length: count - 1 }, (_, i) => {
    const match = [
      `class: pii.email, resource: "kafka:bench*", not: { identity: user${i} }`,
      `field: secret${i}, resource: "kafka:bench*"`,
      `class: pci.pan, identity: user${i}`,
    ][i % 3];
    return `  - { name: p${i}, match: { ${match} }, action: tag }`;
  });
  const text = `version: 1
listeners:
  - { name: bench, protocol: kafka, bind: 127.0.0.1:9192, upstream: 127.0.0.1:9092 }
policies:
  - { name: mask, match: { class: pii.email }, action: mask, mask: { with: redact } }
${policies.join('\n')}
`;
  const loaded = loadText(text, 'bench.yaml', { protocols, env: {} });
  if (!loaded.ok) throw new Error(faultsOf(loaded)[0].message);
  return loaded.policy;
}

const client: ClientFacts = {
  connection: 1,
  listener: 'bench',
  protocol: 'kafka',
  address: '127.0.0.1',
  identity: 'reader',
  clientApp: '',
  revision: 0,
};

/** Walks all records through an inspector under `policy`; gives the number of values it changed. */
function walkUnder(policy: Policy, records: readonly Buffer[]): () => number {
  const paths = new PathTable();
  const inspector = new SessionInspector({ ...client }, { policy }, new EventHub(), paths);
  const value = paths.child(paths.root('kafka:bench'), 'value');
  const all = Buffer.concat(records);
  return () => {
    let at = 0;
    let changed = 0;
    for (let i = 0; i < records.length; i++) {
      if (i % frameRecords === 0) inspector.begin();
      inspector.unit(all, 'read');
      inspector.leaf(carrier, at, at + records[i].length, value, 0);
      inspector.end();
      at += records[i].length;
      if (i % frameRecords !== frameRecords - 1) continue;
      changed += inspector.edits.count;
      inspector.finish();
    }
    return changed;
  };
}

export async function benchPolicies(rounds: number): Promise<void> {
  const random = seeded(11);
  for (const hot of [false, true]) {
    const records = Array.from({ length: recordCount }, (_, i) =>
      Buffer.from(JSON.stringify(recordOf(random, i, hot))),
    );
    const walks = counts.map((count) => walkUnder(policyOf(count), records));
    const times: number[][] = counts.map(() => []);
    let changed: number[] = [];
    for (let round = -warmRounds; round < rounds; round++) {
      changed = walks.map((walk, i) => {
        const start = performance.now();
        const edits = walk();
        if (round >= 0) times[i].push(((performance.now() - start) * 1000) / recordCount);
        return edits;
      });
    }
    if (changed[0] !== changed[1]) throw new Error('both must do the same');
    const [few, many] = times.map(median);
    console.log(
      `policies ${hot ? 'hot  ' : 'clean'}  ${counts[0]}: ${few.toFixed(2)} us a record` +
        `  ${counts[1]}: ${many.toFixed(2)} us  ratio ${(many / few).toFixed(2)}`,
    );
  }
}
