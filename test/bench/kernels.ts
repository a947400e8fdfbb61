/**
 * Speed of each kernel in GB/s beside a plain copy of the same bytes in the same run, on four kinds of
 * text, and the time of hostile inputs as a multiple of clean ones of the same size.
 *
 *     BENCH_ROUNDS=15 npm run bench -- kernels
 *
 * Medians over rounds that alternate between all cases, since a shared machine drifts. Trust ratios.
 */
import {
  allShapes,
  Blake2s,
  Candidates,
  crc32c,
  emitAll,
  Hmac,
  JsonLeaves,
  lz4,
  newRoot,
  Shape,
  scan,
  setVerdict,
  splice,
  walkJson,
} from '../../core/kernels/index.ts';
import { seeded } from './records.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 15);
const megabyte = 1 << 20;

const random = seeded(20261124);
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <T>(values: readonly T[]): T => values[below(values.length)];
const hex = (length: number): string =>
  Array.from({ length }, () => below(16).toString(16)).join('');
const digits = (length: number): string => Array.from({ length }, () => below(10)).join('');
const uuid = (): string =>
  `${hex(8)}-${hex(4)}-4${hex(3)}-${pick([...'89ab'])}${hex(3)}-${hex(12)}`;
const time = (): string => new Date(1.6e12 + below(2e9) * 100).toISOString();
const words =
  'the of and to in a is that for it was on are as with be by this had not they from at were which been their has would what will there if can all her one about when some them other into could more time these two may first then do any now such like our over man even most made after also did many off before must well back through years where much your way down should because long each just those people how too little state good very make world still see own work men day get here old between'.split(
    ' ',
  );
const prose = (count: number): string => {
  const out = Array.from({ length: count }, () => pick(words));
  return `${out.join(' ')}.`;
};

/** 0.9 KB with nothing sensitive: ids, times, hashes, prose. */
const cleanRecord = (): string =>
  JSON.stringify({
    id: uuid(),
    trace: hex(32),
    createdAt: time(),
    updatedAt: 1_600_000_000_000 + below(1e11),
    type: pick(['order.created', 'order.paid', 'order.shipped']),
    active: random() < 0.5,
    score: Math.round(random() * 1e6) / 1e4,
    parent: { id: uuid(), kind: pick(['user', 'team']), version: below(40) },
    tags: [pick(words), pick(words), pick(words)],
    title: prose(6),
    description: prose(70),
    note: prose(25),
    source: null,
  });

/** 1 KB, 20 leaves, five of them sensitive. */
const hotRecord = (): string =>
  JSON.stringify({
    id: uuid(),
    createdAt: time(),
    epoch: 1_600_000_000_000 + below(1e11),
    customer: {
      name: `${pick(words)} ${pick(words)}`,
      email: `${pick(words)}.${pick(words)}${below(99)}@example.com`,
      phone: `+1 ${digits(3)}-${digits(3)}-${digits(4)}`,
      ssn: `${digits(3)}-${digits(2)}-${digits(4)}`,
      vip: random() < 0.1,
    },
    payment: {
      card: `4${digits(15)}`,
      iban: `DE${digits(20)}`,
      amount: Math.round(random() * 1e5) / 100,
      currency: 'EUR',
    },
    items: [
      { sku: `${pick(words)}-${digits(3)}`, count: below(9), title: prose(5) },
      { sku: `${pick(words)}-${digits(3)}`, count: below(9), title: prose(5) },
    ],
    comment: prose(60),
    note: prose(20),
  });

const logLine = (): string =>
  `${time()} ${pick(['INFO', 'WARN', 'DEBUG'])} [${pick(words)}] request ${uuid()} from 10.${below(
    255,
  )}.${below(255)}.${below(255)} took ${below(900)} ms, etag ${hex(16)} ${prose(5)}`;

function fill(make: () => string, bytes: number): Buffer {
  const parts: string[] = [];
  for (let size = 0; size < bytes; size += parts[parts.length - 1].length + 1) parts.push(make());
  return Buffer.from(parts.join('\n')).subarray(0, bytes);
}

const texts = {
  plain: fill(() => prose(40), megabyte),
  clean: fill(cleanRecord, megabyte),
  log: fill(logLine, megabyte),
  hot: fill(hotRecord, megabyte),
};

function records(make: () => string): { bytes: Buffer; ends: number[] } {
  const list = Array.from({ length: 1_100 }, make);
  const ends: number[] = [];
  let at = 0;
  for (const record of list) {
    at += Buffer.byteLength(record);
    ends.push(at);
  }
  return { bytes: Buffer.from(list.join('')), ends };
}

const sets = { clean: records(cleanRecord), hot: records(hotRecord) };

type Case = { name: string; bytes: number; run: () => void; times: number[] };
const cases: Case[] = [];
const add = (name: string, bytes: number, run: () => void): void => {
  cases.push({ name, bytes, run, times: [] });
};

const target = Buffer.alloc(2 * megabyte);
const candidates = new Candidates();
const leaves = new JsonLeaves();
let sink = 0;

for (const [name, text] of Object.entries(texts)) {
  add(`copy ${name}`, text.length, () => void text.copy(target));
  add(`scan ${name}, digits and @`, text.length, () => {
    sink += scan(text, 0, text.length, Shape.DIGITS | Shape.AT, candidates);
  });
  add(`scan ${name}, and secrets`, text.length, () => {
    sink += scan(text, 0, text.length, Shape.DIGITS | Shape.AT | Shape.SECRET, candidates);
  });
  add(`scan ${name}, all shapes`, text.length, () => {
    sink += scan(text, 0, text.length, allShapes, candidates);
  });
}

const judged = newRoot();
/** Walks record by record, as values of Kafka come. */
function walkSet(set: (typeof sets)['clean'], wanted: number, emit: number): void {
  let start = 0;
  for (const end of set.ends) {
    const count = walkJson(set.bytes, start, end, wanted, leaves, judged, emit);
    if (count < 0) throw new Error('a record is not JSON');
    for (let i = 0; i < count; i++) setVerdict(leaves.path(i), 0);
    sink += count;
    start = end;
  }
}
for (const [name, set] of Object.entries(sets)) {
  walkSet(set, 0, emitAll);
  const bytes = set.bytes.length;
  add(`walk ${name}, no shapes`, bytes, () => walkSet(set, 0, 1));
  add(`walk ${name}, all leaves out`, bytes, () => walkSet(set, 0, emitAll));
  add(`walk ${name}, digits @ secrets`, bytes, () =>
    walkSet(set, Shape.DIGITS | Shape.AT | Shape.SECRET, 1),
  );
  add(`walk ${name}, all shapes`, bytes, () => walkSet(set, allShapes, 1));
}

const packed = lz4.compressFrame(texts.clean);
add('crc32c', megabyte, () => {
  sink += crc32c(texts.clean);
});
add('lz4 decode', megabyte, () => {
  sink += lz4.decompressFrame(packed, 0, packed.length, 2 * megabyte).length;
});
add('lz4 encode', megabyte, () => {
  sink += lz4.compressFrame(texts.clean).length;
});
const hash = new Hmac(Buffer.alloc(32, 1));
const email = Buffer.from('john.smith@example.com');
add('hmac, 22-byte values', 22 * 1_000, () => {
  for (let i = 0; i < 1_000; i++) sink += hash.digest(email)[0];
});
const blake = new Blake2s(Buffer.alloc(32, 1));
add('blake2s, 22-byte values', 22 * 1_000, () => {
  for (let i = 0; i < 1_000; i++) sink += blake.digest(email)[0];
});
const edits = (() => {
  const count = 1_000;
  const at = (offset: number) => Int32Array.from({ length: count }, (_, i) => i * 1_000 + offset);
  return {
    ...{ count, starts: at(100), ends: at(120), scratch: Buffer.alloc(count * 30, 'x') },
    froms: Int32Array.from({ length: count }, (_, i) => i * 30),
    ...{ tos: Int32Array.from({ length: count }, (_, i) => i * 30 + 30), scratchUsed: count * 30 },
  };
})();
add('splice, an edit a KB', megabyte, () => {
  sink += splice(texts.clean, 0, megabyte, edits).length;
});

/** Inputs made to be slow, each of 256 KB, for the scan and, where they are JSON, for the walk. */
const quarter = megabyte / 4;
const repeated = (piece: string): Buffer => Buffer.alloc(quarter, piece);
const wrapped = (head: string, piece: string, tail: string): Buffer => {
  const middle = Buffer.alloc(quarter - head.length - tail.length, piece);
  return Buffer.concat([Buffer.from(head), middle, Buffer.from(tail)]);
};
const pieces: Record<string, string> = {
  'digit run': '7',
  'spaced digits': '7 ',
  'dotted digits': '1.',
  'digits far apart': '7   ',
  'short groups': '12 AB ',
  'mac pairs': 'ab-',
  'quads ': '1.1.1.1 ',
  dates: '1-1-11 ',
  'almost times': '2024-01-15T',
  '@ run': 'a@',
  '@@': '@',
  colons: ':',
  'hex colons': 'a:',
  'hex words': 'a1b2c3d4e5 ',
  'one word': 'a1',
  'tokens of 16': 'aB3dEfGh1jKlMnO= ',
  'token run': 'aB3_',
  entities: '&abcdefgh',
  percent: '%4',
  'wide text': 'é',
  'wide digits': '４',
  'broken UTF-8': '\u00e9'.slice(0, 1),
  '://': '://',
  '://long': '://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'secret words': 'passw',
  'half secrets': 'ghp',
  'key-': ' key-',
  epochs: '1600000000,',
  letters: 'x',
};
const hostile: [string, string, Buffer][] = [];
for (const [name, piece] of Object.entries(pieces)) {
  hostile.push(['scan', name, repeated(piece)]);
  hostile.push(['walk', `string of ${name}`, wrapped('["', piece, '"]')]);
}
const keys = (make: (i: number) => string): Buffer => {
  const members: string[] = [];
  for (let i = 0, size = 0; size < quarter - 1_100; i++) {
    members.push(`"${make(i)}":1`);
    size += members[i].length + 1;
  }
  return Buffer.from(`{${members.join(',')}}`);
};
hostile.push(['walk', 'new keys', keys((i) => `k${i}`)]);
hostile.push(['walk', 'long keys', keys((i) => `${'k'.repeat(900)}${i}`)]);
hostile.push(['walk', 'keys over the limit', keys((i) => `${'k'.repeat(1_060)}${i}`)]);
hostile.push(['walk', 'one key', keys(() => 'k')]);
hostile.push([
  'walk',
  'keys that differ in the middle',
  keys((i) => `${'k'.repeat(40)}${i}${'k'.repeat(40)}`),
]);
hostile.push([
  'walk',
  'deep',
  Buffer.from(`[${`${'['.repeat(990)}${']'.repeat(990)},`.repeat(132)}1]`),
]);
hostile.push(['walk', 'empty lists', wrapped('[', '[],', '[ ]')]);
hostile.push(['walk', 'small numbers', wrapped('[', '1,', '1 ]')]);
hostile.push(['walk', 'white space', wrapped('[', ' ', '1]')]);
hostile.push(['walk', 'escapes', wrapped('["', '\\u0031', '"]')]);
hostile.push(['walk', 'quotes', wrapped('["', '\\"', '"]')]);

const cleanQuarter = texts.clean.subarray(0, quarter);
const cleanArray = Buffer.from(
  `[${fill(cleanRecord, quarter).toString().split('\n').slice(0, -1).join(',')}]`,
);
const walkAll = (bytes: Buffer): void => {
  sink += walkJson(bytes, 0, bytes.length, allShapes, leaves, hostileRoot, 1);
};
let hostileRoot = newRoot();
const scanAll = (bytes: Buffer): void => {
  sink += scan(bytes, 0, bytes.length, allShapes, candidates);
};
add('hostile base scan', cleanQuarter.length, () => scanAll(cleanQuarter));
add('hostile base walk', cleanArray.length, () => walkAll(cleanArray));
for (const [kind, name, bytes] of hostile) {
  add(`hostile ${kind} ${name}`, bytes.length, () =>
    kind === 'scan' ? scanAll(bytes) : walkAll(bytes),
  );
}

/** Runs a case often enough to be measured: at least 2 ms. Returns nanoseconds a run. */
function measure(run: () => void): number {
  let runs = 0;
  const start = process.hrtime.bigint();
  let spent = 0n;
  do {
    run();
    runs++;
    spent = process.hrtime.bigint() - start;
  } while (spent < 2_000_000n);
  return Number(spent) / runs;
}

for (let round = 0; round < rounds + 2; round++) {
  hostileRoot = newRoot();
  for (const one of cases) {
    const nanoseconds = measure(one.run);
    if (round >= 2) one.times.push(nanoseconds);
  }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
const rate = (one: Case): number => one.bytes / median(one.times);
const find = (name: string): Case => cases.find((one) => one.name === name) as Case;

console.log('case                                  GB/s   of copy   ns/KB');
const copyRate = rate(find('copy clean'));
for (const one of cases.filter(({ name }) => !name.startsWith('hostile'))) {
  const gigabytes = rate(one);
  console.log(
    `${one.name.padEnd(34)} ${gigabytes.toFixed(2).padStart(7)} ${(gigabytes / copyRate).toFixed(3).padStart(9)} ${(1024 / gigabytes).toFixed(0).padStart(7)}`,
  );
}
console.log('\nhostile input, time a byte as a multiple of clean input');
let worst = 0;
for (const one of cases.filter(({ name }) => /^hostile (scan|walk)/.test(name))) {
  const kind = one.name.split(' ')[1];
  const times = rate(find(`hostile base ${kind}`)) / rate(one);
  worst = Math.max(worst, times);
  console.log(`${one.name.slice(8).padEnd(44)} ${times.toFixed(1).padStart(6)}`);
}
console.log(`worst ${worst.toFixed(1)} (bound 20)${sink === 0.5 ? ' ' : ''}`);
