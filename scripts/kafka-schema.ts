/**
 * Makes `proxies/kafka/schema/messages.ts` from Apache Kafka's message definitions, which lie in the
 * jar of its Java client. Only facts of the wire are taken over: names, types, versions, tags,
 * nullability, defaults; no prose.
 *
 *     node scripts/kafka-schema.ts KAFKA_CLIENTS_JAR
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FieldOptions, FieldRow, MessageRow } from '../proxies/kafka/schema/table.ts';
import { readJar } from './kafka-schema-jar.ts';

/** A field as Kafka's definition holds it. */
interface SourceField {
  name: string;
  type: string;
  versions?: string;
  nullableVersions?: string;
  taggedVersions?: string;
  tag?: number;
  default?: string | number | boolean;
  flexibleVersions?: string;
  entityType?: string;
  fields?: SourceField[];
}

interface SourceMessage {
  apiKey?: number;
  type: string;
  name: string;
  listeners?: string[];
  validVersions: string;
  flexibleVersions: string;
  latestVersionUnstable?: boolean;
  fields: SourceField[];
  commonStructs?: { name: string; fields: SourceField[] }[];
}

/** Parses JSON with `//` comments, which stand on lines of their own or after a value. */
function parseDefinition(text: string): SourceMessage {
  const lines = text.split('\n').map((line) => line.replace(/^\s*\/\/.*$|\/\/[^"]*$/, ''));
  return JSON.parse(lines.join('\n')) as SourceMessage;
}

function fieldRow(field: SourceField): FieldRow {
  const options: FieldOptions = {};
  if (field.nullableVersions !== undefined) options.nullable = field.nullableVersions;
  if (field.taggedVersions !== undefined) options.tagged = field.taggedVersions;
  if (field.tag !== undefined) options.tag = field.tag;
  if (field.default !== undefined) options.default = String(field.default);
  if (field.flexibleVersions !== undefined) options.flexible = field.flexibleVersions;
  if (field.entityType !== undefined) options.entity = field.entityType;
  if (field.fields !== undefined) options.fields = field.fields.map(fieldRow);
  const versions = field.versions ?? '0+';
  if (Object.keys(options).length === 0) return [field.name, field.type, versions];
  return [field.name, field.type, versions, options];
}

function messageRow(message: SourceMessage): MessageRow {
  const structs = message.commonStructs?.map((s) => [s.name, s.fields.map(fieldRow)] as const);
  return {
    key: message.apiKey ?? -1,
    kind: message.type as MessageRow['kind'],
    name: message.name,
    versions: message.validVersions,
    flexible: message.flexibleVersions,
    ...(message.latestVersionUnstable ? { unstable: true } : {}),
    fields: message.fields.map(fieldRow),
    ...(structs ? { structs: Object.fromEntries(structs) } : {}),
  };
}

const isDefinition = (name: string): boolean => /^common\/message\/[^/]+\.json$/.test(name);

/** Rows of the two headers and of every request that brokers serve to clients, with its response. */
export function readDefinitions(jar: Buffer): MessageRow[] {
  const files = [...readJar(jar, isDefinition).values()];
  const sources = files.map((file) => parseDefinition(file.toString('utf8')));
  const served = new Set(
    sources
      .filter((s) => s.type === 'request' && s.listeners?.includes('broker'))
      .filter((s) => s.validVersions !== 'none')
      .map((s) => s.apiKey),
  );
  const order = ['header', 'request', 'response'];
  return sources
    .filter((s) => s.type === 'header' || (order.includes(s.type) && served.has(s.apiKey)))
    .map(messageRow)
    .sort((a, b) => a.key - b.key || (a.name < b.name ? -1 : 1));
}

/** The text of `messages.ts`: one message a line, so that a change of one message is one line. */
export function tableSource(rows: readonly MessageRow[]): string {
  return [
    '/**',
    " * Facts of Kafka's wire format, one message a line. Made by `scripts/kafka-schema.ts` from Apache",
    " * Kafka's message definitions and checked against them by Kafka's end-to-end suite.",
    ' */',
    "import type { MessageRow } from './table.ts';",
    '',
    'const lines = [',
    ...rows.map((row) => `  '${JSON.stringify(row)}',`),
    '];',
    '',
    'export const messages = lines.map((line) => JSON.parse(line) as MessageRow);',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const jar = process.argv[2];
  if (!jar) {
    process.stderr.write('usage: node scripts/kafka-schema.ts KAFKA_CLIENTS_JAR\n');
    process.exit(2);
  }
  const target = fileURLToPath(new URL('../proxies/kafka/schema/messages.ts', import.meta.url));
  const rows = readDefinitions(readFileSync(jar));
  writeFileSync(target, tableSource(rows));
  process.stdout.write(`${rows.length} messages written to ${path.relative('.', target)}\n`);
}
