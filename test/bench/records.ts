/** Seeded synthetic records of about 1 KB: clean ones, and ones with an e-mail address in a field. */
import type { Carrier } from '../../core/inspect/carrier.ts';

/** How a record stands in its frame: as its own UTF-8 text. */
export const carrier: Carrier = {
  name: 'bench:json',
  type: 'text',
  inline: true,
  nullable: false,
  text: (bytes, start, end) => Buffer.from(bytes).toString('utf8', start, end),
  encode: (value) => Buffer.from(value),
  zero: () => Buffer.alloc(0),
};

/** Mulberry32: a small seeded generator. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  'river stone market window garden letter winter number travel silver paper morning'.split(' ');

function prose(random: () => number, count: number): string {
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
}

const hex = (random: () => number, length: number) =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

/** One record as an object; `hot` puts one e-mail address into it. */
export function recordOf(random: () => number, id: number, hot: boolean): Record<string, unknown> {
  return {
    id,
    event: `order.${words[id % words.length]}`,
    trace: `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`,
    createdAt: new Date(1_700_000_000_000 + id * 1000).toISOString(),
    contact: hot ? `user${id}@example.com` : `no address ${id}`,
    amount: Math.floor(random() * 100_000) / 100,
    quantity: Math.floor(random() * 20),
    open: random() < 0.5,
    digest: hex(random, 32),
    address: { city: words[(id * 7) % words.length], note: prose(random, 16) },
    tags: [prose(random, 1), prose(random, 2), prose(random, 1)],
    description: prose(random, 62),
  };
}
