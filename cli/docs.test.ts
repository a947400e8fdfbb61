/** What the documents say of configuration and masks is true: examples load, tables are the code's. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allTypes } from '../core/mask/definition.ts';
import { masks, maskTable } from '../core/mask/index.ts';
import { faultsOf, loadText } from '../core/policy/load.ts';
import { formatFault } from '../core/policy/source.ts';
import { protocols } from '../proxies/index.ts';
import { processIo } from './io.ts';
import { buildProgram } from './main.ts';
import { runCases } from './test.ts';

const doc = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'docs', name), 'utf8');

/** Cells of the rows of a table in Markdown, whatever their widths. */
const cellsOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** Put before examples that show policies alone. */
const head = `version: 1
listeners:
  - { name: k, protocol: kafka, bind: 127.0.0.1:19192, upstream: 127.0.0.1:9092 }
  - { name: c, protocol: mongo, bind: 127.0.0.1:17117, upstream: 127.0.0.1:27017 }
  - { name: m, protocol: mysql, bind: 127.0.0.1:13307, upstream: 127.0.0.1:3306 }
`;
const contact = 'keys: { contact: only for this example }\n';

const examples = (name: string): string[] =>
  [...doc(name).matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1]);

describe('the documents', () => {
  for (const name of ['policy.md', 'masks.md']) {
    for (const [index, example] of examples(name).entries()) {
      it(`${name}: example ${index + 1} loads, and its cases pass`, async () => {
        const whole = example.includes('version: 1') ? example : head + example;
        const text =
          whole.includes('keys:') || !whole.includes('key: contact') ? whole : whole + contact;
        const result = loadText(text, name, { protocols, env: {} });
        assert.deepEqual(faultsOf(result).map(formatFault), []);
        assert.ok(result.ok);
        const { results } = await runCases(result, result.tests, protocols);
        assert.deepEqual(
          results.filter(({ passed }) => !passed),
          [],
        );
      });
    }
  }

  it('masks.md: the table of masks and types is the code’s', () => {
    const expected = masks.map(({ name }) => [
      `\`${name}\``,
      ...allTypes.map((type) => (maskTable.get(name)!.has(type) ? 'yes' : '–')),
    ]);
    const table = /<!-- table -->\n(.*?)<!-- \/table -->/s.exec(doc('masks.md'))![1];
    const [head, , ...rows] = cellsOf(table);
    assert.deepEqual([head, ...rows], [['mask', ...allTypes], ...expected]);
  });

  it('masks.md: every parameter is named, with its default', () => {
    const text = doc('masks.md');
    const section = text.slice(text.indexOf('## The masks'), text.indexOf('### Keys'));
    const rows = cellsOf(
      section
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .join('\n'),
    );
    for (const { name, parameters } of masks) {
      const line = rows.find(([cell]) => cell === `\`${name}\``)![1];
      for (const [parameter, spec] of Object.entries(parameters)) {
        assert.ok(line.includes(`\`${parameter}\``), `${name}: ${parameter}`);
        if ('or' in spec && spec.or !== undefined) {
          assert.ok(line.includes(String(spec.or)), `${name}: default of ${parameter}`);
        }
      }
    }
  });

  it('cli.md names every verb', () => {
    const program = buildProgram({ io: processIo(), protocols, exit: 0 });
    for (const command of program.commands) {
      const words = command.commands.length > 0 ? command.commands.map((sub) => sub.name()) : [''];
      for (const word of words) {
        const verb = `${command.name()} ${word}`.trim();
        assert.match(doc('cli.md'), new RegExp(`\`${verb}[ \`]`), verb);
      }
    }
  });
});
