import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shapesOfText } from '../kernels/index.ts';
import { allShapes } from '../kernels/shapes.ts';
import type { Finding } from './detector.ts';
import { createDetection, deepScan } from './index.ts';

const detection = createDetection();

/** A small seeded source of numbers. */
function source(seed: number): (count: number) => string {
  let state = seed;
  return (count) => {
    let digits = '';
    for (let at = 0; at < count; at += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      digits += Math.floor((state / 4_294_967_296) * 10);
    }
    return digits;
  };
}

/** How many of `values` in one field are found as `className`, value by value. */
function found(
  resource: string,
  name: string,
  values: readonly string[],
  className: string,
): boolean[] {
  const findings: Finding[] = [];
  return values.map((value) => {
    detection.inspect(value, 'text', allShapes, detection.field(resource, [name]), findings);
    return findings.some((one) => one.class === className);
  });
}

function luhnPassing(body: string): string {
  for (let check = 0; check < 10; check += 1) {
    const digits = [...`${body}${check}`].reverse().map(Number);
    const sum = digits.reduce((total, digit, at) => {
      const value = at % 2 ? digit * 2 : digit;
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    if (sum % 10 === 0) return `${body}${check}`;
  }
  throw new Error('no check digit');
}

test('an unnamed column of bare SSNs is recognised after some rows', () => {
  const draw = source(1);
  const ssns = Array.from({ length: 200 }, () => {
    const area = String(1 + (Number(draw(4)) % 665)).padStart(3, '0');
    return `${area}${1 + (Number(draw(1)) % 9)}1${1 + (Number(draw(1)) % 9)}${draw(3)}`;
  });
  const hits = found('mysql:t.ssn', 'c1', ssns, 'pii.ssn');
  assert.equal(hits[0], false);
  assert.ok(hits.slice(150).every(Boolean));
});

test('a column of any nine digits is not', () => {
  const draw = source(2);
  const numbers = Array.from({ length: 400 }, () => draw(9));
  const hits = found('mysql:t.nine', 'c1', numbers, 'pii.ssn');
  assert.ok(!hits.slice(100).some(Boolean));
});

test('a column of running numbers is not, however many would be valid', () => {
  const numbers = Array.from({ length: 400 }, (_, row) => String(512_340_001 + row));
  assert.ok(!found('mysql:t.serial', 'c1', numbers, 'pii.ssn').some(Boolean));
});

test('a column of order numbers that sometimes pass Luhn is cleared', () => {
  const draw = source(3);
  const numbers = Array.from({ length: 300 }, () => `4${draw(15)}`);
  const hits = found('kafka:orders', 'c2', numbers, 'pci.pan');
  // Of the thirty that pass, but those that follow upon each other too soon.
  assert.ok(hits.slice(40).filter(Boolean).length <= 3, `${hits.slice(40).filter(Boolean).length}`);
  const [line] = detection.explainField('kafka:orders', ['c2']).lines;
  assert.equal(line.detector, 'pci.pan');
  assert.equal(line.verdict, 'cleared');
});

test('a column of cards is confirmed even where its name speaks of something else', () => {
  const draw = source(4);
  const cards = Array.from({ length: 120 }, () => luhnPassing(`4${draw(14)}`));
  const hits = found('kafka:evil', 'order_no', cards, 'pci.pan');
  assert.equal(hits[0], false);
  const mastercards = cards.map((_, at) => luhnPassing(`5${1 + (at % 5)}${draw(13)}`));
  const mixed = found('kafka:evil', 'order_no', mastercards, 'pci.pan');
  assert.ok(mixed.slice(60).every(Boolean));
});

test('what clients compute clears nothing, for they choose the values', () => {
  const digits = source(5);
  const findings: Finding[] = [];
  const isFound = (value: string): boolean => {
    detection.inspect(value, 'text', allShapes, detection.field('mysql:c', ['?', 'c2']), findings);
    return findings.some((one) => one.class === 'pci.pan');
  };
  for (let i = 0; i < 200; i++) isFound(`4${digits(15)}`);
  assert.ok(isFound(luhnPassing('455673758689985')));
});

test('a verdict does not flap on a few odd values', () => {
  const draw = source(5);
  const cards = Array.from({ length: 60 }, () => luhnPassing(`4${draw(14)}`));
  found('kafka:steady', 'c3', cards, 'pci.pan');
  const verdict = (): string => detection.explainField('kafka:steady', ['c3']).lines[0].verdict;
  assert.equal(verdict(), 'confirmed');
  found('kafka:steady', 'c3', ['n/a 123456789', 'unknown 99999999', '1234567890123456'], 'pci.pan');
  assert.equal(verdict(), 'confirmed');
});

test('one value repeated teaches nothing', () => {
  found(
    'kafka:same',
    'c4',
    Array.from({ length: 50 }, () => '4111111111111111'),
    'pci.pan',
  );
  assert.equal(detection.explainField('kafka:same', ['c4']).lines[0].verdict, 'open');
});

test('what is learnt serves every set of detectors', () => {
  const cards = createDetection({ classes: ['pci.pan'] });
  const findings: Finding[] = [];
  const field = cards.field('kafka:orders', ['c2']);
  cards.inspect('4111111111111111', 'text', allShapes, field, findings);
  assert.deepEqual(findings, []);
  assert.throws(() => createDetection({ classes: ['pii.nothing'] }), RangeError);
});

/** Ten digits with the check digit of NHS numbers, which is that of ISBN-10 as well. */
function mod11Passing(body: string): string {
  let sum = 0;
  for (let at = 0; at < 9; at += 1) sum += Number(body[at]) * (10 - at);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? '' : `${body}${check}`;
}

function mod11Numbers(seed: number, first: string): string[] {
  const digits = source(seed);
  return Array.from({ length: 80 }, () => mod11Passing(`${first}${digits(8)}`)).filter(Boolean);
}

test('a rare check outweighs a common form where all values of a field pass both', () => {
  const values = mod11Numbers(11, '6').map(
    (one) => `${one.slice(0, 3)} ${one.slice(3, 6)} ${one.slice(6)}`,
  );
  const hits = found('kafka:rare', 'f', values, 'pii.id.gb_nhs');
  assert.ok(hits.slice(20).every(Boolean));
});

test('a field named for something else is not known by a check that both have', () => {
  const hits = found('kafka:books', 'isbn', mod11Numbers(12, '1'), 'pii.id.gb_nhs');
  assert.ok(!hits.some(Boolean));
});

test('once a field is known, values that the scan lets go by their form are found as well', () => {
  const digits = source(13);
  // National provider identifiers: Luhn behind 80840. Those that begin with 1 look like times.
  const values = Array.from({ length: 60 }, (_, at) =>
    luhnPassing(`80840${at % 2 ? '1' : '2'}${digits(8)}`).slice(5),
  );
  const findings: Finding[] = [];
  const seen = values.map((value) => {
    const field = detection.field('kafka:unflagged', ['f']);
    const shapes = shapesOfText(value);
    if (shapes === 0 && !field.always) return false;
    detection.inspect(value, 'text', shapes, field, findings);
    return findings.some((one) => one.class === 'med.npi');
  });
  assert.ok(values.some((value) => shapesOfText(value) === 0));
  assert.ok(seen.slice(20).every(Boolean));
});

test('a column of numbers is known for those that lost the noughts they began with', () => {
  // CPF, Receita Federal: the last two with their noughts left out by the number.
  const numbers = ['39053344705', '66325601726', '37578857320', '29537914806', '11144477735'];
  const findings: Finding[] = [];
  const classOf = (text: string): string | undefined => {
    const field = detection.field('mysql:t.noughts', ['c1']);
    detection.inspect(text, 'integer', allShapes, field, findings);
    return findings[0]?.class;
  };
  assert.equal(classOf('7887192382'), undefined);
  for (const number of numbers) classOf(number);
  assert.equal(classOf('7887192382'), 'pii.id.br_cpf');
  assert.equal(classOf('1989709940'), 'pii.id.br_cpf');
  assert.equal(classOf('1989709941'), undefined);
});

/** Sixteen digits that are no card. */
function others(seed: number, count: number): string[] {
  const digits = source(seed);
  return Array.from({ length: count }, () => `9${digits(15)}`);
}

function cards(seed: number, count: number): string[] {
  const digits = source(seed);
  return Array.from({ length: count }, () => luhnPassing(`5${1 + (count % 5)}${digits(13)}`));
}

const passed = (hits: readonly boolean[]): number => hits.filter((hit) => !hit).length;

test('a few numbers that are no cards let none go that is', () => {
  for (const count of [3, 5, 6]) {
    const hits = found(
      'mysql:t.few',
      `c${count}`,
      [...others(20, count), ...cards(21, 40)],
      'pci.pan',
    );
    assert.equal(passed(hits.slice(count)), 0);
  }
});

test('whoever writes numbers into a field buys two cards with many, and one for half a dozen', () => {
  const flood = [...others(22, 200), ...cards(23, 60)];
  assert.equal(passed(found('mysql:t.flood', 'c1', flood, 'pci.pan').slice(200)), 2);
  // ... nor with many later, when only some of the values are learnt from.
  const later = [...others(24, 6_000), ...cards(25, 60)];
  assert.equal(passed(found('mysql:t.flood', 'c2', later, 'pci.pan').slice(6_000)), 2);
  // ... nor with one number again and again.
  const same = [...Array(50).fill(others(26, 1)[0]), ...cards(27, 20)];
  assert.equal(passed(found('mysql:t.flood', 'c3', same, 'pci.pan').slice(50)), 0);
  const paid = cards(28, 60).flatMap((card, at) => [...others(100 + at, 6), card]);
  const hits = found('mysql:t.flood', 'c4', paid, 'pci.pan').filter((_, at) => at % 7 === 6);
  assert.ok(passed(hits) <= 60);
  const cheap = cards(29, 60).flatMap((card, at) => [...others(200 + at, 4), card]);
  const kept = found('mysql:t.flood', 'c5', cheap, 'pci.pan').filter((_, at) => at % 5 === 4);
  assert.ok(passed(kept) <= 1);
});

test('cards among other numbers are found, and among cards with mistakes', () => {
  const other = others(30, 700);
  const mixed = cards(31, 300).flatMap((card, at) =>
    at % 3 === 0 ? [...other.splice(0, 5), card] : [...other.splice(0, 1), card],
  );
  const isCard = mixed.map((value) => value.startsWith('5'));
  const hits = found('mysql:t.mixed', 'c1', mixed, 'pci.pan').filter((_, at) => isCard[at]);
  assert.equal(passed(hits), 0);
  const [first, ...rest] = cards(32, 60);
  const mistaken = rest
    .splice(0, 6)
    .map((card) => `${card.slice(0, 15)}${(Number(card[15]) + 1) % 10}`);
  const column = found('mysql:t.mixed', 'c2', [first, ...mistaken, ...rest], 'pci.pan');
  assert.equal(passed(column.slice(7)), 0);
});

test('numbers that were no cards speak against the next one of their length that passes for one', () => {
  const [one] = cards(33, 1);
  const after = found('mysql:t.strangers', 'c1', [...others(34, 9), one, one], 'pci.pan');
  assert.equal(passed(after), 11);
  // Values of another length say nothing.
  const short = others(35, 20).map((value) => value.slice(0, 14));
  assert.deepEqual(found('mysql:t.strangers', 'c2', [...short, one], 'pci.pan').slice(-1), [true]);
});

test('a scan of data at rest goes by the verdict', () => {
  const findings: Finding[] = [];
  const isFound = (value: string): boolean => {
    const field = detection.field('mysql:t.rest', ['c1']);
    detection.inspect(value, 'text', allShapes | deepScan, field, findings);
    return findings.some((one) => one.class === 'pci.pan');
  };
  // A quarter of numbers that all pass Luhn begins like cards.
  const values = others(36, 30).flatMap((other, at) =>
    at % 3 === 0 ? [...cards(40 + at, 1), other] : [other],
  );
  values.forEach(isFound);
  assert.ok(!values.some(isFound));
});

test('a second value with the same rare check digit is found, the first is not', () => {
  // Routing numbers: Federal Reserve Banks.
  const values = ['021001208', '011000015', '061000146', '071000301', '091000080'];
  const hits = found('mysql:t.second', 'c1', values, 'fin.aba');
  assert.deepEqual(hits, [false, true, true, true, true]);
  const doubled = found('mysql:t.second', 'c2', [values[0], values[0], '123456780'], 'fin.aba');
  assert.ok(!doubled.some(Boolean));
});

test('a column of a scheme with few digits of its own is known by all of its values', () => {
  const draw = source(7);
  const rare = Array.from({ length: 12 }, () => luhnPassing(`5018${draw(11)}`));
  const hits = found('mysql:t.rare', 'c1', rare, 'pci.pan');
  assert.equal(hits[0], false);
  assert.ok(hits.slice(6).every(Boolean));
  // ... but not where others did not match.
  const mixed = rare.flatMap((value, at) =>
    at % 3 === 0 ? [value, `9${value.slice(1)}`] : [value],
  );
  assert.ok(
    found('mysql:t.rare', 'c2', mixed, 'pci.pan')
      .slice(-4)
      .every((hit) => !hit),
  );
});
