/** A substitute is never found again by its own detector: all masks, values of many classes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../detect/detector.ts';
import { builtins, createDetection } from '../detect/index.ts';
import type { ValueType } from '../inspect/carrier.ts';
import { allShapes } from '../kernels/shapes.ts';
import { compileMask, maskNames } from '../mask/index.ts';
import type { KeyRing, MaskSpec } from '../mask/mask.ts';
import { recogniserOf } from './recognise.ts';

const keys: KeyRing = new Map([['k', Buffer.from('0123456789abcdef0123456789abcdef')]]);
const recognises = recogniserOf(builtins);
const detection = createDetection({});
const findings: Finding[] = [];
let fields = 0;

/** Classes found in `text` by its content alone: every value stands in a field of its own. */
function found(text: string, type: ValueType): string[] {
  const field = detection.field('test:recognise', [`f${fields++}`]);
  detection.inspect(text, type, allShapes, field, findings);
  return findings.map((finding) => finding.class);
}

/** Values that their detectors find by content: issuers' and standards' own examples. */
const values: readonly [string, ValueType, string][] = [
  ['pii.email', 'text', 'jane.doe@example.com'],
  ['pci.pan', 'text', '4111 1111 1111 1111'],
  ['pci.pan', 'text', '378282246310005'],
  ['pci.pan', 'integer', '5555555555554444'],
  ['fin.iban', 'text', 'DE89370400440532013000'],
  ['pii.phone', 'text', '+49 30 901820'],
  ['net.ip', 'text', '203.0.113.77'],
  [
    'secret.jwt',
    'text',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  ],
];

const specs: readonly MaskSpec[] = maskNames.map((name): MaskSpec => {
  if (['hash', 'token', 'fpe', 'shift_date'].includes(name)) return { with: name, key: 'k' };
  if (name === 'replace') return { with: name, value: 'gone' };
  return name === 'bucket' ? { with: name, size: 10 } : { with: name };
});

/**
 * Masks that keep what the detector looks at by their nature, and for which classes: an encrypted or
 * half-shown number that has no check digit still is such a number.
 */
const kept: Readonly<Record<string, readonly string[]>> = { fpe: ['pii.phone', 'net.ip'] };

describe('a substitute', () => {
  for (const [className, type, value] of values) {
    it(`of ${className} (${type} ${value.length}) is not found again`, () => {
      assert.ok(found(value, type).includes(className), 'the value itself is found');
      for (const spec of specs) {
        if (kept[spec.with]?.includes(className)) continue;
        const mask = compileMask(spec, keys, recognises);
        for (const bound of [0, 12]) {
          const substitute = mask.apply(value, type, className, bound);
          if (substitute === null) continue;
          const again = found(substitute, type).includes(className);
          assert.ok(!again, `${spec.with} of ${className}: ${substitute}`);
        }
      }
    });
  }

  it('of any address is not found again, in a field of its name or in a sentence', () => {
    const specs: MaskSpec[] = [{ with: 'email' }, { with: 'email', first: false }];
    const masks = specs.map((spec) => compileMask(spec, keys, recognises));
    const named = detection.field('test:recognise', ['contact', 'email']);
    const property = fc.property(fc.emailAddress(), fc.constantFrom(...masks), (text, mask) => {
      const substitute = mask.apply(text, 'text', 'pii.email', 0)!;
      assert.deepEqual(found(`Write to ${substitute}, please.`, 'text'), [], substitute);
      detection.inspect(substitute, 'text', allShapes, named, findings);
      assert.deepEqual(
        findings.map((finding) => finding.class),
        [],
        substitute,
      );
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
