/** See ../examples.ts. */
import type { DetectorExamples } from '../examples.ts';

export const financeExamples: readonly DetectorExamples[] = [
  {
    detector: 'pci.pan',
    finds: [
      '|4111111111111111|',
      '|4111 1111 1111 1111|',
      '|5500-0000-0000-0004|',
      '|378282246310005|',
      '|3782 822463 10005|',
      '|6011000990139424|',
      '|3530111333300000|',
      '|30569309025904|',
      '|2223003122003222|',
      '|6200000000000005|',
      'order 12 |4111 1111 1111 1111| paid',
      '|４１１１ １１１１ １１１１ １１１１|',
      '|4111\u00a01111\u00a01111\u00a01111|',
    ],
    named: { card_number: ['4111111111111111', '6759649826438453'], pan: ['4222222222222'] },
    misses: [
      '4111111111111112',
      '1234567812345670',
      '9999999999999995',
      '0000000000000000',
      '490154203237518',
      '4006381333931',
      '411111******1111',
      '1700000000000',
      'order number 4111111111111111',
    ],
    namedMisses: { order_no: ['4539148803436467'], tracking_number: ['4111111111111111'] },
  },
  {
    detector: 'pci.cvv',
    named: { cvv: ['123', '1234'] },
    namedMisses: { cvv: ['12', 'abc', '***'], cvv_present: ['123'] },
    misses: ['123'],
  },
  {
    detector: 'pci.expiry',
    named: { card_expiry: ['04/27', '04/2027', '2027-04', '0427'] },
    namedMisses: { card_expiry: ['13/27', 'never'] },
    misses: ['04/27'],
  },
  {
    detector: 'pci.track',
    finds: [
      '|%B4111111111111111^DOE/JANE^27041011000000000000?|',
      '|;4111111111111111=27041011000000000?|',
    ],
    misses: [';4111111111111112=27041011000000000?', 'a^b^c'],
  },
  {
    detector: 'fin.iban',
    finds: [
      '|GB29 NWBK 6016 1331 9268 19|',
      '|DE89370400440532013000|',
      'to |FR14 2004 1010 0505 0001 3M02 606|, today',
      '|nl91abna0417164300|',
      '|NO93 8601 1117 947|',
      '|MT84MALT011000012345MTLCAST001S|',
    ],
    misses: [
      'DE89370400440532013001',
      'GB29 NWBK 6016 1331 9268 18',
      'XX89370400440532013000',
      'DE8937040044053201300012',
    ],
  },
  {
    detector: 'fin.bic',
    named: { bic: ['DEUTDEFF', 'DEUTDEFF500', 'NEDSZAJJXXX'], swift_code: ['BOFAUS3N'] },
    namedMisses: { bic: ['DEUTXXFF', 'HELLO'] },
    misses: ['DEUTDEFF', 'ABSOLUTE'],
  },
  {
    detector: 'fin.aba',
    finds: ['routing number |021000021|', 'ABA |011401533|'],
    named: { routing_number: ['021000021', '122000247'] },
    misses: ['021000021', 'routing 021000022'],
  },
  {
    detector: 'fin.account',
    finds: ['account number |0532013000|'],
    named: { account_number: ['0532013000', '12-345678'], Kontonummer: ['532013000'] },
    misses: ['0532013000'],
    namedMisses: { account_number: ['XXXX1234', 'savings'] },
  },
  {
    detector: 'fin.crypto',
    finds: [
      '|1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2|',
      '|3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy|',
      '|bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq|',
      '|0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed|',
      'pay |bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr| please',
    ],
    misses: [
      '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
      'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp',
      'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    ],
  },
];
