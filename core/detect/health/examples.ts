/** See ../examples.ts. */
import type { DetectorExamples } from '../examples.ts';

export const healthExamples: readonly DetectorExamples[] = [
  {
    detector: 'med.npi',
    finds: ['NPI |1234567893|', 'provider npi: |1245319599|'],
    named: { npi: ['1234567893'] },
    misses: ['1234567893', 'NPI 1234567890'],
  },
  {
    detector: 'med.dea',
    finds: ['|AB1234563|', 'DEA |F91234563|'],
    named: { dea_number: ['BB1388568'] },
    misses: ['AB1234567', 'ZB1234563', 'F91234563'],
  },
  {
    detector: 'med.mrn',
    finds: ['MRN |00123456|', 'medical record number |A1234567|', 'medical record no |123-45-678|'],
    named: { mrn: ['00123456', 'MRN-00123456'], patient_id: ['P1234567'] },
    misses: ['00123456', 'A1234567'],
  },
  {
    detector: 'med.icd10',
    named: { diagnosis_code: ['E11.9', 'J45.909', 'S72.001A', 'I10', 'U07.1'] },
    namedMisses: { diagnosis_code: ['11.9', 'flu'] },
    misses: ['E11.9', 'diagnosed with B12 deficiency', 'filled with E10'],
  },
  {
    detector: 'med.insurance',
    finds: ['|1EG4TE5MK73|', 'Versichertennummer |A123456780|', 'Subscriber ID |XYZ123456789|'],
    named: {
      health_insurance_number: ['A123456780', '1EG4-TE5-MK73'],
      kvnr: ['A123456780'],
      policy_nbr: ['W1234 56789'],
      member_id: ['XYZ123456789', 'W123456789', '123456789-01'],
    },
    misses: ['A123456780', '1BG4-TE5-MK7B', '1SG4-TE5-MK73', 'Krankenkasse A123456781'],
    namedMisses: { member_id: ['123456', '507f1f77bcf86cd799439011', 'gold_member_2'] },
  },
];
