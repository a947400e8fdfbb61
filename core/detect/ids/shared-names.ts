/**
 * Names that the identifiers of all countries go by: which country's one is, its form and check say,
 * and the other values of the field.
 */
export const nationalIdNames: readonly string[] = [
  'national id',
  'national id number',
  'national id no',
  'national number',
  'national identifier',
  'national identity number',
  'national identity card number',
  'national identification number',
  'national identification no',
  'national id card',
  'national identity card',
  'national card number',
  'identity document number',
  'id document number',
  'citizen id',
  'citizen number',
  'personal id',
  'personal id number',
  'personal identity number',
  'personal identification number',
  'identity number',
  'identity card number',
  'id card number',
  'government id',
  'government id number',
  'gov id',
];

/** Names of numbers that taxes are paid under. */
export const taxIdNames: readonly string[] = [
  'tax id',
  'tax id number',
  'tax no',
  'tax number',
  'tax code',
  'tax identifier',
  'tax identification number',
  'tax identification no',
  'taxpayer number',
  'taxpayer id',
  'taxpayer identification number',
  'fiscal number',
  'fiscal id',
  'tin',
];

/** Names that say whose social security pays; forms and programs use them for whatever number a person has. */
const socialNames: readonly string[] = [
  'ssn',
  'social security number',
  'social security no',
  'social security',
];

/** As `nationalIdNames`, for identifiers that differ from the American nine digits. */
export const longIdNames: readonly string[] = [
  ...nationalIdNames,
  ...socialNames,
  'id number',
  'id no',
  'identification number',
  'identification no',
];
