import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ValueFinding } from '../../core/detect/scan-value.ts';
import { CommandError } from '../io.ts';
import { planReads } from './kafka.ts';
import { Report } from './report.ts';
import { databaseAnd } from './request.ts';
import { sarif } from './sarif.ts';
import { openSource } from './source.ts';
import { suggestPolicy } from './suggest.ts';

const finding = (path: string, name: string, confidence = 0.9): ValueFinding => ({
  path,
  class: name,
  detector: name,
  start: 0,
  end: 1,
  confidence,
  evidence: 'form',
});

function sample(): Report {
  const report = new Report('kafka:orders');
  report.add([
    finding('$.value.items[0].mail', 'pii.email'),
    finding('$.value.items[1].mail', 'pii.email', 0.99),
  ]);
  report.add([finding('$.value.card', 'pci.pan', 0.8)]);
  report.add([]);
  return report;
}

describe('a report', () => {
  it('counts records by field and class, with the highest confidence', () => {
    const rows = sample().rows();
    assert.deepEqual(
      rows.map(({ path, class: name, found, share, confidence }) => [
        path,
        name,
        found,
        share,
        confidence,
      ]),
      [
        ['value.card', 'pci.pan', 1, 1 / 3, 0.8],
        ['value.items[].mail', 'pii.email', 1, 1 / 3, 0.99],
      ],
    );
    assert.deepEqual(new Report('mysql:a.b').lines(), ['mysql:a.b: nothing found in 0 values']);
  });

  it('is SARIF with a rule for each class and a result for each field', () => {
    const { runs } = sarif(sample()) as {
      runs: {
        tool: { driver: { rules: object[] } };
        results: { ruleId: string; level: string }[];
      }[];
    };
    assert.equal(runs[0].tool.driver.rules.length, 2);
    assert.deepEqual(
      runs[0].results.map(({ ruleId, level }) => [ruleId, level]),
      [
        ['pci.pan', 'warning'],
        ['pii.email', 'error'],
      ],
    );
  });

  it('suggests the mask that the presets have for a class', () => {
    const text = suggestPolicy(sample());
    assert.match(
      text,
      /class: pci\.pan\n +resource: kafka:orders\n +action: mask\n +mask:\n +with: show_last/,
    );
  });
});

describe('what is read', () => {
  it('is the latest of each partition, or all', () => {
    const offsets = [
      { partition: 0, low: '0', high: '100' },
      { partition: 1, low: '95', high: '100' },
      { partition: 2, low: '7', high: '7' },
    ];
    assert.deepEqual(planReads(offsets, 30), [
      { partition: 0, from: 90n, to: 100n },
      { partition: 1, from: 95n, to: 100n },
    ]);
    assert.equal(planReads(offsets, Number.POSITIVE_INFINITY)[0].from, 0n);
  });

  it('is named by protocol, database and name, at a server that is given', async () => {
    assert.deepEqual(databaseAnd('a.b.c', 'TABLE'), ['a', 'b.c']);
    assert.throws(() => databaseAnd('a.', 'TABLE'), CommandError);
    const options = { limit: 1, sasl: 'plain', from: 'h:1' } as const;
    await assert.rejects(openSource('redis:x', options, {}), /is not kafka:TOPIC/);
    await assert.rejects(
      openSource('kafka:x', { ...options, from: undefined }, {}),
      /--from names/,
    );
    await assert.rejects(
      openSource('kafka:x', { ...options, passwordEnv: 'P' }, {}),
      /P is not set/,
    );
  });
});
