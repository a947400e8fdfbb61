import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shapesOfText } from '../../kernels/index.ts';
import { allShapes } from '../../kernels/shapes.ts';
import type { Finding } from '../detector.ts';
import { createDetection, deepScan } from '../index.ts';
import { elementsOf } from './elements.ts';

const detection = createDetection();
const classes = /^(?:med|pii\.(?:ssn|driver_license)|fin)/;

function found(text: string, shapes: number): string[] {
  const findings: Finding[] = [];
  detection.inspect(text, 'text', shapes, detection.field('', []), findings);
  return findings
    .filter((finding) => classes.test(finding.class))
    .map((finding) => `${finding.class} ${text.slice(finding.start, finding.end)}`);
}

/** In a scan and on the way of the data. */
function foundTwice(text: string): string[] {
  const deep = found(text, allShapes | deepScan);
  assert.deepEqual(found(text, shapesOfText(text)), deep);
  return deep;
}

test('an HL7 message: record, social security, insurance and diagnosis by their fields', () => {
  const message = [
    'MSH|^~\\&|ADT|WARD|LAB|MAIN|202401150830||ADT^A01|MSG00001|P|2.5.1',
    'PID|1||0045781^^^MAIN^MR~77120^^^EAST^MR||ROE^RICHARD||19700101|M|||||||||||123-45-6789',
    'DG1|1||E11.9^Type 2 diabetes^I10C||20240115|A',
    `IN1|1|PPO|12${'|'.repeat(33)}XGH481516230`,
  ].join('\r');
  assert.deepEqual(foundTwice(message), [
    'med.mrn 0045781',
    'med.mrn 77120',
    'pii.ssn 123-45-6789',
    'med.icd10 E11.9',
    'med.insurance XGH481516230',
  ]);
  assert.deepEqual(foundTwice(`BHS|^~\\&|ADT\r${message}`).length, 5);
});

test('an X12 claim: member, social security, provider and diagnosis by their qualifiers', () => {
  const claim = [
    'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240115*0830*^*00501*000000001*0*P*:',
    'NM1*85*2*CLINIC*****XX*1234567893',
    'NM1*IL*1*ROE*RICHARD****MI*W481516234',
    'REF*SY*123456789',
    'REF*D9*123456789',
    'HI*ABK:E119*ABF:I10',
  ].join('~');
  assert.deepEqual(foundTwice(claim), [
    'med.npi 1234567893',
    'med.insurance W481516234',
    'pii.ssn 123456789',
    'med.icd10 E119',
    'med.icd10 I10',
  ]);
});

test('a SWIFT message: the codes of banks', () => {
  const message =
    '{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}{4:\n:20:REF0001\n:32A:240115EUR1000,\n' +
    ':52A:/12345678\nABCDDEFF\n:57A:DEUTDEFF500\n:59:/DE89370400440532013000\nROE\n-}';
  assert.deepEqual(foundTwice(message), [
    'fin.bic BANKDEFF',
    'fin.bic ABCDDEFF',
    'fin.bic DEUTDEFF500',
    'fin.iban DE89370400440532013000',
  ]);
});

test('a NACHA file: banks and accounts by their places in the line', () => {
  const file = [
    '101 021000021 0110001382401150830A094101RECEIVING BANK         SENDING COMPANY',
    '62201140153312345678         0000010000ID0001         ROE RICHARD             0011000130000001',
  ].join('\n');
  assert.deepEqual(foundTwice(file), [
    'fin.aba 021000021',
    'fin.aba 011401533',
    'fin.account 12345678',
  ]);
});

test('other texts are none of these, and what is cut is bounded', () => {
  assert.deepEqual(elementsOf('MSHELL scripts run in 101 places here'), []);
  assert.deepEqual(elementsOf('101 dalmatians and 6220114015331234567890'), []);
  const long = `MSH|^~\\&|A\r${'PID|1||0045781\r'.repeat(50_000)}`;
  assert.ok(elementsOf(long).length <= 10_001);
});
