/** See ../examples.ts. */
import type { DetectorExamples } from '../examples.ts';

export const idExamples: readonly DetectorExamples[] = [
  {
    detector: 'pii.ssn',
    finds: ['|536-90-4399|', 'SSN |536904399|', 'social security number: |536 90 4399|'],
    named: { ssn: ['536904399', '536-90-4399'], socialSecurityNumber: ['219-09-9998'] },
    misses: [
      '536904399',
      '000-12-3456',
      '666-12-3456',
      '900-12-3456',
      '536-00-4399',
      '536-90-0000',
      'order 536-90-4399',
    ],
    namedMisses: { ssn: ['078-05-1120', '219-09-9999', '***-**-1234'] },
  },
  {
    detector: 'pii.id.us_itin',
    finds: ['|912-90-3456|'],
    named: { itin: ['912903456'] },
    misses: ['912-93-3456', '912903456'],
  },
  {
    detector: 'pii.id.gb_nino',
    finds: ['|HH012345D|', '|AB 12 34 56 C|', '|TJ 012345 D|'],
    // Of specimens: a prefix that is not given out, any letter at the end.
    named: { nino: ['ZZ 12 34 56 T', 'ZZ123456T'] },
    namedMisses: { nino: ['ZZ12345T'] },
    misses: ['HH012345E', 'BG123456A', 'QQ123456C', 'AB12345C'],
  },
  {
    detector: 'pii.id.gb_nhs',
    finds: ['NHS number |943 476 5919|', 'nhs no. |9434765919|'],
    named: { nhs_number: ['9434765919', '943 476 5919'] },
    misses: ['9434765919', '943 476 5918', 'NHS 9434765918'],
  },
  {
    detector: 'pii.id.de',
    finds: ['|36 574 261 809|', '|36574261809|'],
    named: { steuer_id: ['36574261809'] },
    misses: ['36574261808', '12345678901'],
  },
  {
    detector: 'pii.id.fr',
    finds: ['|2 95 10 99 126 111 93|', '|295109912611193|'],
    misses: ['295109912611199', '2 95 10 99 126 111 94'],
  },
  {
    detector: 'pii.id.es_dni',
    finds: ['|54362315K|', '|54362315-K|', '|12345678Z|', 'DNI |1111111-G|'],
    named: { dni: ['1111111G'] },
    misses: ['54362315Z', '12345678A'],
  },
  { detector: 'pii.id.es_nie', finds: ['|X-2482300-W|', '|X2482300W|'], misses: ['X2482300A'] },
  {
    detector: 'pii.id.it',
    finds: ['|RCCMNL83S18D969H|', '|MRTMTT25D09F205Z|', 'cf |rccmnl83s18d969h|'],
    misses: ['RCCMNL83S18D967H', 'ABCDEFGHIJKLMNOP'],
  },
  {
    detector: 'pii.id.nl',
    finds: ['BSN |111222333|', '|1112.22.333|'],
    named: { bsn: ['123456782', '40645678'], bsn_patient: ['123456782'] },
    misses: ['123456782', '1112.52.333'],
  },
  {
    detector: 'pii.id.be',
    finds: ['|85.07.30-033.28|', '|17.07.30-033.84|', '|88022999990|'],
    misses: ['85.07.30-033.29', '85.13.35-033.28'],
  },
  {
    detector: 'pii.id.pl',
    finds: ['|44051401359|'],
    named: { pesel: ['44051401359'] },
    misses: ['44051401358'],
  },
  {
    detector: 'pii.id.pt',
    finds: ['NIF |501 964 843|'],
    named: { nif: ['501964843'] },
    misses: ['501964843', '501964842'],
  },
  {
    detector: 'pii.id.se',
    finds: ['|811228-9874|', '|19811228-9874|', '|880320-0016|', '|120211+9986|', '|198112289874|'],
    named: { personnummer: ['201801020304'] },
    // Twelve digits may be a minute as well.
    misses: ['811228-9873', '880320-0018', '813228-9874', '120211+9985', '201801020304'],
  },
  {
    detector: 'pii.id.fi',
    finds: ['|131052-308T|', '|131052A308T|', '|131052Y308T|', '|131002+308W|'],
    misses: ['131052-308U', '311352-308T'],
  },
  {
    detector: 'pii.id.dk',
    finds: ['|211062-5629|', 'CPR |010180-1234|'],
    named: { cpr: ['2110625629'] },
    misses: ['2110625629', '511062-5629'],
  },
  { detector: 'pii.id.no', finds: ['|151086 95088|', '|15108695088|'], misses: ['15108695077'] },
  {
    detector: 'pii.id.ch',
    finds: ['|756.9217.0769.85|', '|7569217076985|'],
    misses: ['756.9217.0769.84', '7610000000000'],
  },
  {
    detector: 'pii.id.br_cpf',
    finds: ['|390.533.447-05|', 'CPF |39053344705|'],
    misses: ['231.002.999-00', '111.111.111-11'],
  },
  {
    detector: 'pii.id.br_cnpj',
    finds: ['|16.727.230/0001-97|', '|16727230000197|', '|12.ABC.345/01DE-35|', '|12ABC34501DE35|'],
    misses: ['16.727.230/0001-98', '12.ABC.345/01DE-99'],
  },
  {
    detector: 'pii.id.mx',
    finds: ['|BOXW310820HNERXN09|', '|HEGG560427MVZRRL04|'],
    misses: ['BOXW310820HNERXN08', 'BOXW311320HNERXN09'],
  },
  {
    detector: 'pii.id.in_aadhaar',
    finds: ['|2341 2341 2346|', 'Aadhaar |234123412346|'],
    // Of test data: the check digit of cards.
    named: { aadhaar_number: ['234123412343', '2341 2341 2343', '1234 1234 1234'] },
    namedMisses: { aadhaar_number: ['234123412347', '23412341234'] },
    misses: ['234123412346', '2341 2341 2347', '2222 2222 2222'],
  },
  {
    detector: 'pii.id.in_pan',
    finds: ['|ACUPA7085R|', '|AAPPV8261K|'],
    named: { pan_number: ['AAPSV8261K'] },
    misses: ['ABMXA3211G', 'ABMPA32111'],
  },
  {
    detector: 'pii.id.ca',
    finds: ['|123-456-782|', 'SIN |123 456 782|'],
    named: { sin: ['123456782'] },
    misses: ['123456782', '123-456-783'],
  },
  {
    detector: 'pii.id.au_tfn',
    finds: ['TFN |123 456 782|'],
    named: { tax_file_number: ['123456782'] },
    misses: ['123456782', '123 456 783'],
  },
  {
    detector: 'pii.id.au_medicare',
    finds: ['|2123 45670 1|', 'Medicare no. |2123456701|', '|2123 45670 1/2|', '|2123456701/2|'],
    named: { medicare_number: ['2123456701'] },
    misses: ['2123456701', '2123 45671 1'],
  },
  {
    detector: 'pii.id.cn',
    finds: ['|11010519491231002X|', '|360426199101010071|'],
    named: { id_card: ['110101491001001'], 身份证号: ['110101491001001'] },
    namedMisses: { id_card: ['110101491301001'] },
    misses: ['360426199101010072', '120103198806018242'],
  },
  {
    detector: 'pii.id.jp',
    finds: ['My Number |1234-5678-9018|'],
    named: { my_number: ['123456789018'] },
    misses: ['123456789018', '1234-5678-9019'],
  },
  {
    detector: 'pii.id.kr',
    finds: ['|971013-9019902|', '|850126-1401473|'],
    misses: ['971313-9019902'],
  },
  {
    detector: 'pii.id.sg',
    finds: ['|S1234567D|', '|T1234567J|', '|F1234567N|', '|M1234567K|'],
    misses: ['S1234567E', 'A1234567D'],
  },
  {
    detector: 'pii.id.za',
    finds: ['|8001015009087|', '|7503305044089|'],
    misses: ['8001015009088', '8503305044089'],
  },
  {
    detector: 'pii.id.tr',
    finds: ['|10000000146|', '|17291716060|'],
    misses: ['17291716050', '00000000146'],
  },
  {
    detector: 'pii.passport',
    finds: ['passport |X1234567|', 'Passport No. |123456789|'],
    named: { passport_number: ['C01X00T47', '123456789', 'CZLMNP9TK'] },
    namedMisses: { passport_number: ['requested', 'BIOMETRIC'] },
    misses: ['X1234567', '123456789'],
  },
  {
    detector: 'pii.driver_license',
    finds: [
      "driver's license |D1234567|",
      'driving licence no |H750-741-46-956-6|',
      '|MORGA657054SM9IJ|',
      '|MORGA 657054 SM9IJ 35|',
    ],
    named: { driver_license: ['D1234567', 'MORGA657054SM9IJ', 'S530-4608-1234'] },
    misses: ['D1234567', 'MORGA653354SM9IJ', 'MORGA657054SMAIJ'],
  },
];
