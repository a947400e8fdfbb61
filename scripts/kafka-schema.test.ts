import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { messages } from '../proxies/kafka/schema/messages.ts';
import { readDefinitions, tableSource } from './kafka-schema.ts';
import { readJar } from './kafka-schema-jar.ts';

const table = new URL('../proxies/kafka/schema/messages.ts', import.meta.url);

/** A zip archive of the files, deflated or stored by turns, with extra fields and a comment. */
function archive(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [i, [name, text]] of Object.entries(files).entries()) {
    const plain = Buffer.from(text);
    const packed = i % 2 === 0 ? deflateRawSync(plain) : plain;
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(plain), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(plain.length, 8);
    const method = i % 2 === 0 ? 8 : 0;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    sizes.copy(local, 14);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    sizes.copy(central, 16);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt16LE(2, 32);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), Buffer.alloc(4), packed);
    directory.push(central, Buffer.from(name), Buffer.alloc(2));
    offset += local.length + name.length + 4 + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end, Buffer.from('a comment')]);
}

test('files are read out of a jar, deflated and stored ones', () => {
  const files = { 'a/one.json': 'one '.repeat(99), 'two.txt': 'two', 'a/three.json': '' };
  const read = readJar(archive(files), (name) => name.startsWith('a/'));
  const texts = [...read].map(([name, bytes]) => [name, bytes.toString()]);
  assert.deepEqual(texts, [
    ['a/one.json', files['a/one.json']],
    ['a/three.json', ''],
  ]);
  assert.throws(() => readJar(Buffer.from('no archive'.repeat(9)), () => true), /end record/);
});

test('definitions become rows: what brokers serve to clients, without comments and prose', () => {
  const fields = '[{"name": "Id", "type": "int32", "versions": "0+", "about": "prose"}]';
  const message = (rest: string, key = 99) =>
    `// licence\n{"apiKey": ${key}, ${rest}, "validVersions": "0-1", // a remark\n` +
    `"flexibleVersions": "1+", "fields": ${fields}}`;
  const rows = readDefinitions(
    archive({
      'common/message/XRequest.json': message(
        '"type": "request", "name": "XRequest", "listeners": ["broker"]',
      ),
      'common/message/XResponse.json': message('"type": "response", "name": "XResponse"'),
      'common/message/YRequest.json': message(
        '"type": "request", "name": "YRequest", "listeners": ["controller"]',
        98,
      ),
      'other/ZRequest.json': 'no JSON',
    }),
  );
  const row = { key: 99, versions: '0-1', flexible: '1+', fields: [['Id', 'int32', '0+']] };
  assert.deepEqual(rows, [
    { ...row, kind: 'request', name: 'XRequest' },
    { ...row, kind: 'response', name: 'XResponse' },
  ]);
});

test('the message table is what the script writes', () => {
  assert.equal(readFileSync(table, 'utf8'), tableSource(messages));
});
