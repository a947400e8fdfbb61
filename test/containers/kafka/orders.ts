/** The data and the policies of the Kafka suite. */
import { people } from '../people.ts';

export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Codec = (typeof codecs)[number];

export interface KafkaRecord {
  partition: number;
  offset: string;
  /** ms since 1970 */
  timestamp: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: [string, Buffer][];
}

export const customers = people(150);

export const policies = [
  {
    name: 'contact data is for bob only',
    match: { class: 'pii.email', resource: 'kafka:orders.*', not: { identity: ['bob'] } },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'card numbers stay here',
    match: { class: 'pci.pan', resource: 'kafka:orders.*' },
    action: 'mask',
    mask: { with: 'redact' },
  },
  {
    name: 'the end of a number is enough',
    match: { resource: 'kafka:orders.*', field: 'ssn' },
    action: 'mask',
    mask: { with: 'show_last', count: 4 },
  },
  {
    name: 'no payment by card leaves',
    match: { class: 'pci.pan', resource: 'kafka:payments' },
    action: 'drop',
  },
  {
    name: 'salaries stay home',
    match: { resource: 'kafka:salaries', field: 'salary' },
    action: 'block',
  },
];

/** Topics with one partition, and the number of partitions of those with more. */
export const topics: Record<string, number> = {
  ...Object.fromEntries(codecs.map((codec) => [`orders.${codec}`, 1])),
  'orders.many': 6,
  'orders.failover': 3,
  'orders.transactions': 1,
  ...Object.fromEntries(codecs.map((codec) => [`parts.${codec}`, 1])),
  payments: 1,
  salaries: 1,
};

const firstTimestamp = 1_760_000_000_000;

function record(index: number, key: string | null, value: Buffer | string | null): KafkaRecord {
  return {
    partition: 0,
    offset: '0',
    timestamp: String(firstTimestamp + index * 1_000),
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: [],
  };
}

/** The last record of every partition: consumers stop when they have it. */
export const endRecord = record(999, 'end', '{}');

/** What of a customer's record the policies name. */
export function secretsOf(index: number): string[] {
  const { email, card, ssn } = customers[index];
  return [email, card, ssn];
}

/** Spaces, escapes, a number beyond 2^53 and a name that stands twice: all of it must survive. */
export function orderText(index: number): string {
  const { id, name, email, card, ssn } = customers[index];
  return (
    `{"id": ${id}, "big":90071992547409931,"name":"${name}", "email" : "${email}","items":[{"sku":"A-${id}",` +
    `"price":1.50e1},{}],"ssn":"${ssn}","note":"write to ${email}, \\"charge\\" ${card} \\u2602", "x":1,"x":2}`
  );
}

/** Orders with something sensitive in each, and the end. */
export function orders(): KafkaRecord[] {
  const records = customers.map(({ id, email }, index) => {
    const order = record(index, `order-${id}`, orderText(index));
    order.headers = [
      ['source', Buffer.from('web')],
      ['contact', Buffer.from(email)],
      ['source', Buffer.from('again')],
    ];
    return order;
  });
  return [...records, endRecord];
}

/** Records of every form without anything sensitive, and the end. */
export function parts(): KafkaRecord[] {
  const records = Array.from({ length: 200 }, (_, index) => {
    const forms = [
      JSON.stringify({
        id: index,
        label: `Teil ${index}`,
        list: [1, 2.5, null],
        deep: { a: { b: true } },
      }),
      `plain text, line ${index}\n`,
      Buffer.from(Array.from({ length: index + 1 }, (__, byte) => (byte * 7 + index) % 256)),
      null,
      '',
      `[${'{"a":1},'.repeat(index)}0]`,
    ];
    const part = record(index, index % 3 === 0 ? null : `part-${index % 17}`, forms[index % 6]);
    if (index % 2 === 0) part.headers = [['trace', Buffer.from([0, 255, index])]];
    return part;
  });
  return [...records, endRecord];
}

/** Every third one names a card; from the hundredth on all do, so that whole batches are emptied. */
export function payments(): KafkaRecord[] {
  const records = customers.map(({ id, card }, index) =>
    record(index, `payment-${id}`, isDropped(index) ? `{"card":"${card}"}` : `{"cash":${id}}`),
  );
  return [...records, endRecord];
}

export const isDropped = (index: number): boolean => index % 3 === 0 || index >= 100;

export function salaries(): KafkaRecord[] {
  const records = customers.map(({ id, salary }, index) =>
    record(index, `staff-${id}`, JSON.stringify({ id, salary })),
  );
  return [...records, endRecord];
}
