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
    // Maestro, Elo, Hipercard, Napas and Universal Air Travel Plan, by the name alone.
    named: {
      card_number: ['4111111111111111', '6759649826438453', '6362970000457013', '9704198526191434'],
      pan: ['4222222222222', '135410014004955', '060412345674'],
    },
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
    named: { cvv: ['123', '1234'], card_code: ['123'], cid: ['1234'], csc: ['001'] },
    namedMisses: { cvv: ['12', 'abc', '***'], cvv_present: ['123'] },
    misses: ['123', 'CID 1234 of the order'],
  },
  {
    detector: 'pci.expiry',
    finds: ['card 4111 1111 1111 1111 exp |0427|'],
    named: {
      card_expiry: ['04/27', '04/2027', '2027-04', '0427', 'Dec 2027'],
      exp_month: ['3', '12'],
      card_expiry_year: ['2030', '30'],
      expiry: ['04/27', '2027-04', '0427', 'Dec 2027'],
    },
    namedMisses: { card_expiry: ['13/27', 'never'], expiry: ['1327', '2027-04-01', 'March'] },
    misses: ['04/27'],
  },
  {
    detector: 'pci.track',
    finds: [
      '|%B4111111111111111^DOE/JANE^27041011000000000000?|',
      '|;4111111111111111=27041011000000000?|',
    ],
    named: { track2: ['4111111111111111=27041011000000000', '4111111111111111D27041011000000000'] },
    misses: [';4111111111111112=27041011000000000?', 'a^b^c', '4111111111111111=27991011000000000'],
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
    named: {
      routing_number: ['021000021', '122000247', '208823995'],
      rdfi_identification: ['021000021'],
    },
    misses: ['021000021', 'routing 021000022', '978-3-1610-0211-1'],
  },
  {
    detector: 'fin.account',
    finds: ['account number |0532013000|', 'bank account |8198-261332| was debited'],
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
      '|mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn|',
      '|rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh|',
      '|t1JTKBRpKPWzrmziufTrV5373kVDgHfNypG|',
      'to |44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A|',
      '|addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x|',
    ],
    // Without a check, or a wrong one: by the name alone.
    named: {
      wallet_address: ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3'],
      solana_address: ['7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV'],
    },
    namedMisses: { wallet: ['leather', '12.50', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'] },
    misses: [
      '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
      'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp',
      'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi',
      't1JTKBRpKPWzrmziufTrV5373kVDgHfNypH',
      '44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP30',
      'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    ],
  },
];
