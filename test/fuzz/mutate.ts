/** Seeded damage to bytes: what a broken or hostile peer could send. */
import type { Random } from '../../demo/data/random.ts';

const bytes_of_interest = [0x00, 0x01, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];
const numbers_of_interest = [
  0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0xff_ffff, 0x7fff_ffff, -0x8000_0000,
];
const slice_max = 24;

type Damage = (bytes: Buffer, random: Random) => Buffer;

const at = (bytes: Buffer, random: Random) => random.whole(0, Math.max(0, bytes.length - 1));

/** Damage that keeps the length. */
const inPlace: readonly Damage[] = [
  (bytes, random) => {
    bytes[at(bytes, random)] ^= 1 << random.whole(0, 7);
    return bytes;
  },
  (bytes, random) => {
    bytes[at(bytes, random)] = random.whole(0, 255);
    return bytes;
  },
  (bytes, random) => {
    bytes[at(bytes, random)] = random.pick(bytes_of_interest);
    return bytes;
  },
  (bytes, random) => {
    if (bytes.length < 4) return bytes;
    const place = random.whole(0, bytes.length - 4);
    const number = random.pick(numbers_of_interest);
    if (random.next() < 0.5) bytes.writeInt32LE(number | 0, place);
    else bytes.writeInt32BE(number | 0, place);
    return bytes;
  },
  (bytes, random) => {
    const [from, to] = [at(bytes, random), at(bytes, random)];
    bytes.copy(bytes, to, from, Math.min(bytes.length, from + random.whole(1, slice_max)));
    return bytes;
  },
];

const resizing: readonly Damage[] = [
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => {
    const from = at(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, from),
      bytes.subarray(from + random.whole(1, slice_max)),
    ]);
  },
  (bytes, random) => {
    const from = at(bytes, random);
    const again = bytes.subarray(from, from + random.whole(1, slice_max));
    return Buffer.concat([bytes.subarray(0, from), again, bytes.subarray(from)]);
  },
  (bytes, random) => {
    const from = at(bytes, random);
    const junk = Buffer.from(
      Array.from({ length: random.whole(1, 8) }, () => random.whole(0, 255)),
    );
    return Buffer.concat([bytes.subarray(0, from), junk, bytes.subarray(from)]);
  },
];

/** A damaged copy. */
export function mutate(source: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(source);
  const times = random.whole(1, 3);
  for (let i = 0; i < times; i++) {
    const kinds = random.next() < 0.75 ? inPlace : resizing;
    bytes = random.pick(kinds)(bytes, random);
  }
  return bytes;
}
