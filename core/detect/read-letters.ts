/**
 * Characters that a reader takes for ASCII: digits of all scripts and in circles, letters in other
 * forms, spaces, dashes, full stops; and those that are not seen at all.
 */

/** ASCII that a reader takes a character for; undefined where it is itself. Filled as met. */
const asciiOf = new Map<number, string | undefined>();
const memoMax = 4096;

/** Runs of digits and letters that Unicode's compatibility forms leave as they are, or wrap in marks. */
const runs: readonly (readonly [first: number, last: number, ascii: string])[] = [
  [0x2474, 0x247c, '1'], // parenthesised digits
  [0x2488, 0x2490, '1'], // digits with a full stop
  [0x24ff, 0x24ff, '0'], // negative circled digits
  [0x2776, 0x277e, '1'],
  [0x24f5, 0x24fd, '1'], // double circled digits
  [0x2780, 0x2788, '1'], // circled sans-serif digits
  [0x278a, 0x2792, '1'],
  [0x1f100, 0x1f100, '0'], // digits with a full stop or a comma
  [0x1f101, 0x1f10a, '0'],
  [0x1f10b, 0x1f10b, '0'],
  [0x1f10c, 0x1f10c, '0'],
  [0x1f110, 0x1f129, 'A'], // parenthesised, circled and squared letters
  [0x1f150, 0x1f169, 'A'],
  [0x1f170, 0x1f189, 'A'],
  [0x1f1e6, 0x1f1ff, 'A'], // regional indicators
];

/** Full stops of other scripts, and dots that stand in the middle of a line. */
const points = new Set([
  0x3002, 0xff61, 0x06d4, 0x00b7, 0x2027, 0x2219, 0x22c5, 0x0387, 0x30fb, 0xff65,
]);

function lookUp(code: number): string | undefined {
  const char = String.fromCodePoint(code);
  // Noncharacters, control characters of the second half, and what stands for something lost.
  if (code < 0xa0 || (code & 0xfffe) === 0xfffe || code === 0xfffc) return '';
  if (/[\p{Cf}\p{Mn}\p{Me}]|\p{Default_Ignorable_Code_Point}/u.test(char)) return '';
  if (/\p{Zs}/u.test(char) || code === 0x2800) return ' ';
  if (/\p{Pd}/u.test(char) || code === 0x2212 || code === 0x2043) return '-';
  if (/\p{Nd}/u.test(char)) return String(digitOf(code));
  if (points.has(code)) return '.';
  for (const [first, last, ascii] of runs) {
    if (code >= first && code <= last)
      return String.fromCharCode(ascii.charCodeAt(0) + code - first);
  }
  if (code === 0x2044 || code === 0x2215) return '/';
  const plain = char.normalize('NFKC');
  return plain !== char && /^[\x20-\x7e]+$/.test(plain) ? plain : undefined;
}

/** Decimal digits of every script stand in runs of ten, 0 first (Unicode, chapter 4.6). */
function digitOf(code: number): number {
  const plain = String.fromCodePoint(code).normalize('NFKC');
  if (plain >= '0' && plain <= '9') return Number(plain);
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}

/** What a reader takes the character for; '' where it is not seen, undefined where it is itself. */
export function asciiFor(code: number): string | undefined {
  if (asciiOf.has(code)) return asciiOf.get(code);
  const plain = lookUp(code);
  if (asciiOf.size < memoMax) asciiOf.set(code, plain);
  return plain;
}

/** Tags (Unicode, chapter 23.9) spell ASCII that nobody sees: two or more together are read. */
export function tagAt(text: string, at: number): string | undefined {
  const code = text.codePointAt(at) as number;
  if (!isTag(code)) return undefined;
  const next = text.codePointAt(at + 2) ?? 0;
  const before = at >= 2 ? (text.codePointAt(at - 2) as number) : 0;
  return isTag(next) || isTag(before) ? String.fromCharCode(code - 0xe0000) : undefined;
}

function isTag(code: number): boolean {
  return code >= 0xe0020 && code <= 0xe007e;
}

/** Letters of the Cyrillic and Greek scripts that look like these Latin ones, by their numbers. */
const twins = new Map<number, string>();
for (const pair of (
  'a430 e435 o43e p440 c441 x445 y443 i456 j458 s455 h4bb d501 q51b w51d A410 B412 E415 K41a M41c H41d O41e P420 ' +
  'C421 T422 X425 I406 S405 J408 Y423 o3bf v3bd p3c1 A391 B392 E395 Z396 H397 I399 K39a M39c N39d O39f P3a1 T3a4 ' +
  'Y3a5 X3a7'
).split(' ')) {
  twins.set(Number.parseInt(pair.slice(1), 16), pair[0]);
}

function isAsciiWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** The Latin letter that a letter of another script passes for, where it stands among Latin ones. */
export function twinAt(text: string, at: number): string | undefined {
  const twin = twins.get(text.charCodeAt(at));
  if (twin === undefined) return undefined;
  return isAsciiWord(text.charCodeAt(at - 1)) || isAsciiWord(text.charCodeAt(at + 1))
    ? twin
    : undefined;
}
