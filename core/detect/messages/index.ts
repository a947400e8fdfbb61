/** Detectors of the elements of HL7, X12, SWIFT and NACHA messages: what their places say they are. */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector } from '../detector.ts';
import { account, isAba, isBic } from '../finance/bank.ts';
import { icd10, insurance, isNpi, mrn } from '../health/health.ts';
import { driverLicense } from '../ids/papers.ts';
import { isSsn } from '../ids/us.ts';
import { never } from '../weigh.ts';
import { elementsOf } from './elements.ts';

/** The place says what it is; more than any form that other classes know by itself. */
const placeWeight = 4;

function byValue({ value }: Detector): (text: string) => boolean {
  return (text) => value !== undefined && value(text, 'text') > never;
}

const chars = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const accepts: Readonly<Record<string, (text: string) => boolean>> = {
  'med.mrn': byValue(mrn),
  'med.insurance': byValue(insurance),
  'med.icd10': byValue(icd10),
  'med.npi': (text) => /^\d{10}$/.test(text) && isNpi(chars(text)),
  'pii.ssn': (text) => /^\d{3}-?\d\d-?\d{4}$/.test(text) && isSsn(chars(text.replaceAll('-', ''))),
  'pii.driver_license': byValue(driverLicense),
  'fin.bic': isBic,
  'fin.aba': (text) => isAba(chars(text)),
  'fin.account': byValue(account),
};

function detectorOf(className: string): Detector {
  const accept = accepts[className];
  return {
    id: `${className}.message`,
    class: className,
    shapes: Shape.DIGITS,
    chance: 0.9,
    find({ text }, hits) {
      for (const { class: name, start, end } of elementsOf(text)) {
        if (name !== className || !accept(text.slice(start, end))) continue;
        hits.add(start, end, placeWeight);
      }
    },
  };
}

export const messages: readonly Detector[] = Object.keys(accepts).map(detectorOf);
