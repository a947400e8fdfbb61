import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ValueFinding } from '../../core/detect/scan-value.ts';
import { faultsOf, loadText } from '../../core/policy/load.ts';
import { formatFault } from '../../core/policy/source.ts';
import { protocols } from '../../proxies/index.ts';
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

const severityOf = (name: string) => (name === 'pci.pan' ? 'critical' : 'low');

function sample(): Report {
  const report = new Report('kafka:orders', severityOf);
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
    assert.deepEqual(new Report('mysql:a.b', severityOf).lines(), [
      'mysql:a.b: nothing found in 0 values',
    ]);
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
        ['pci.pan', 'error'],
        ['pii.email', 'note'],
      ],
    );
  });

  it('suggests a configuration that loads, with the masks that the presets have', () => {
    const servers = [
      { from: '127.0.0.1:9092', tls: false },
      { from: 'kafka://me:secret@a.example:1,b.example:65500/x?y', tls: true },
    ];
    for (const server of servers) {
      const text = suggestPolicy(sample(), server);
      assert.doesNotMatch(text, /secret/);
      const result = loadText(text, 'suggested.yaml', { protocols, env: {} });
      assert.deepEqual(faultsOf(result).map(formatFault), []);
      assert.ok(result.ok);
      const [{ bind, upstream, tls }] = result.listeners;
      assert.equal(upstream.length, server.tls ? 2 : 1);
      assert.equal(bind.port, upstream[0].port + 100);
      assert.equal(tls !== undefined, server.tls);
      const found = result.rules.map(({ name, mode, mask }) => [name, mode, mask?.with]);
      assert.deepEqual(found, [
        ['pci.pan in kafka:orders', 'shadow', 'show_last'],
        ['pii.email in kafka:orders', 'shadow', 'email'],
      ]);
    }
    const srv = { from: 'mongodb+srv://u:p@c.example.net/db', tls: false };
    const report = new Report(`mongo:db.${'{x}'.repeat(60)}`, severityOf);
    report.add([finding('$["jo@example.com"].m', 'pii.email')]);
    const text = suggestPolicy(report, srv);
    assert.doesNotMatch(text, /jo@/);
    assert.ok(loadText(text, 'suggested.yaml', { protocols, env: {} }).ok);
  });

  it('has no value in its paths, and no end of fields', () => {
    const report = new Report('mongo:a.b', severityOf);
    report.add([finding('$["jo@example.com"][3]["4111111111111111"].x', 'pci.pan')]);
    assert.equal(report.rows()[0].path, '["aa@aaaaaaa.aaa"][].dddddddddddddddd.x');
    for (let i = 0; i < 12_000; i++) report.add([finding(`$.f${i}`, 'pci.pan')]);
    const rows = report.rows();
    assert.equal(rows.length, 10_001);
    assert.equal(rows.find(({ path }) => path === '*')?.found, 2_001);
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
