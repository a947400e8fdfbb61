/** A substitute is never found again: all masks, the examples of all detectors, by every detector. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allExamples, parseExample } from '../detect/all-examples.ts';
import type { Finding } from '../detect/detector.ts';
import { builtins, createDetection, deepScan } from '../detect/index.ts';
import type { ValueType } from '../inspect/carrier.ts';
import { allShapes } from '../kernels/shapes.ts';
import { compileMask, maskNames, masks } from '../mask/index.ts';
import type { CompiledMask, KeyRing, MaskSpec } from '../mask/mask.ts';
import { anyOf } from './glob.ts';
import { recogniserOf } from './recognise.ts';

const keys: KeyRing = new Map([['k', Buffer.from('0123456789abcdef0123456789abcdef')]]);
const recognises = recogniserOf(builtins);
const detection = createDetection({});
const findings: Finding[] = [];
let fields = 0;

/** Findings in `text`, which stands in a field that no other value was in. */
function find(text: string, type: ValueType, name = 'f1'): Finding[] {
  const field = detection.field(`test:recognise${fields++}`, [name]);
  detection.inspect(text, type, allShapes | deepScan, field, findings);
  return findings.map((finding) => ({ ...finding }));
}

/** Every mask, and parameters that keep more of a value than others. */
const specs: readonly MaskSpec[] = [
  ...maskNames.flatMap((name): MaskSpec[] => {
    if (['hash', 'token', 'shift_date'].includes(name)) return [{ with: name, key: 'k' }];
    if (name === 'replace') return [{ with: name, value: '[removed]' }];
    if (name === 'fpe') {
      const alphabets = ['digits', 'hex', 'alphanumeric'];
      return alphabets.map((alphabet) => ({ with: name, key: 'k', alphabet }));
    }
    if (name === 'bucket')
      return [
        { with: name, size: 10 },
        { with: name, unit: 'month' },
      ];
    return [{ with: name }];
  }),
  { with: 'show_last', count: 2 },
  { with: 'show_first', count: 6 },
  { with: 'email', first: false },
];

const all = specs.map((spec) => {
  const suits = masks.find(({ name }) => name === spec.with)?.suitsFor?.(spec);
  const suited = suits && anyOf(suits);
  return {
    mask: compileMask(spec, keys, recognises),
    /** What a policy by class may ask of it. */
    serves: (className: string) => !suited || suited(className),
  };
});

/** A date stays a date, and an encrypted number without a check digit such a number: docs/masks.md. */
const encrypted = anyOf(['fin.account', 'med.{mrn,insurance,icd10}', 'net.*', 'pii.phone']);
const encryptedIds = anyOf(['pii.{ssn,passport,driver_license}', 'pii.id.{us_itin,gb_nino}']);
const manyWords = anyOf(['pii.{name,address,geo}']);
const dates: ReadonlySet<string> = new Set(['bucket', 'shift_date', 'year_only']);

function mayBeFoundAgain(mask: CompiledMask, className: string): boolean {
  // The half of a name that stays is one of its words, that of two coordinates one of them.
  if (mask.name.startsWith('show_') && manyWords(className)) return true;
  if (mask.name === 'fpe') return encrypted(className) || encryptedIds(className);
  return dates.has(mask.name) && (className === 'pii.dob' || className === 'pci.expiry');
}

/** Examples of one detector: text, type, name of the field. */
function samplesOf({ finds = [], named = {} }: (typeof allExamples)[number]) {
  const samples: [string, string][] = finds.map((one) => [parseExample(one).text, 'f1']);
  for (const [name, values] of Object.entries(named)) {
    for (const value of values) samples.push([value, name]);
  }
  return samples;
}

/** Masks all findings of `text` one by one; what is found in the place of a substitute. */
function foundAgain(text: string, name: string): string[] {
  const again: string[] = [];
  for (const { start, end, class: className } of find(text, 'text', name)) {
    for (const { mask, serves } of all) {
      if (!serves(className) || mayBeFoundAgain(mask, className)) continue;
      const substitute = mask.apply(text.slice(start, end), 'text', className, 0);
      if (substitute === null) continue;
      const masked = text.slice(0, start) + substitute + text.slice(end);
      for (const one of find(masked, 'text', name)) {
        if (one.start >= start + substitute.length || one.end <= start) continue;
        // What an encrypted number looks like to others is left to chance.
        if (mask.name === 'fpe' && one.class !== className) continue;
        again.push(`${mask.name} of ${className}: ${masked} (${one.class})`);
      }
    }
  }
  return again;
}

/** Classes whose numbers are known by the name of their field alone, whatever number stands there. */
const byName = anyOf([
  'fin.account',
  'med.mrn',
  'pii.{phone,passport,driver_license,dob,address}',
  'secret.password',
]);
const numberMasks = all.filter(({ mask }) =>
  ['full', 'show_last', 'show_first', 'token', 'fpe', 'default_for_type'].includes(mask.name),
);

function numberFoundAgain(text: string, type: ValueType, name: string): string[] {
  const again: string[] = [];
  for (const { class: className } of find(text, type, name)) {
    if (name !== 'f1' && byName(className)) continue;
    for (const { mask } of numberMasks) {
      if (mayBeFoundAgain(mask, className)) continue;
      const substitute = mask.apply(text, type, className, 0)!;
      for (const one of find(substitute, type, name)) {
        if (mask.name === 'fpe' && one.class !== className) continue;
        again.push(`${mask.name} of ${className} ${type}: ${text} ${substitute} (${one.class})`);
      }
    }
  }
  return again;
}

describe('a substitute', () => {
  for (const examples of allExamples) {
    it(`of ${examples.detector} is not found again`, () => {
      const samples = samplesOf(examples);
      for (const [text, name] of samples) assert.deepEqual(foundAgain(text, name), []);
      for (const [text, name] of samples) {
        const digits = text.replace(/[ .\-/()+]/g, '');
        if (!/^[1-9]\d{4,18}$/.test(digits)) continue;
        for (const type of ['integer', 'decimal', 'double'] as const) {
          assert.deepEqual(numberFoundAgain(digits, type, name), []);
        }
      }
    });
  }

  it('of any address is not found again, in a field of its name or in a sentence', () => {
    const specs: MaskSpec[] = [{ with: 'email' }, { with: 'email', first: false }];
    const masks = specs.map((spec) => compileMask(spec, keys, recognises));
    const property = fc.property(fc.emailAddress(), fc.constantFrom(...masks), (text, mask) => {
      const substitute = mask.apply(text, 'text', 'pii.email', 0)!;
      assert.deepEqual(find(`Write to ${substitute}, please.`, 'text'), [], substitute);
      assert.deepEqual(find(substitute, 'text', 'contactEmail'), [], substitute);
    });
    fc.assert(property, { seed: 20261124, numRuns: 500 });
  });

  it('of an integer passes no check of its class, for every class of digits', () => {
    const mask = compileMask({ with: 'token', key: 'k' }, keys, recognises);
    for (const { class: className, tokens = [] } of builtins) {
      for (const { digits, lengths } of tokens) {
        if (!digits) continue;
        for (const length of lengths.filter((count) => count >= 7)) {
          for (let i = 0; i < 20; i++) {
            const value = String(10 ** (length - 1) + i * 7919).slice(0, length);
            const substitute = mask.apply(value, 'integer', className, 0)!;
            assert.ok(!recognises(substitute, 'integer', className), `${className} ${substitute}`);
            assert.notEqual(Number(substitute), 0, `${className} keeps its form`);
          }
        }
      }
    }
  });
});
