/** See ../examples.ts. Tokens of providers: made up, in the forms that the providers document. */
import type { DetectorExamples } from '../examples.ts';

const small = 'q7w2e9r4t1y8u3i6o5p0a2s7d4f9g1h6j3k8l5z0x2c7v4b9n1m6';
const mixed = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYzA2cD4eF6gH8jK0lM1nP3';
const large = 'A7B2C9D4E1F8G3H6J5K0L2M7N4P9Q1R6S3T8U5V0W2X7Y4Z9A1B6';
const hexes = '0123456789abcdef';

/** So many characters of one kind, the first of them from `turn` on. */
function cut(source: string, length: number, turn: number): string {
  const start = turn % source.length;
  return source.repeat(Math.ceil((start + length) / source.length)).slice(start, start + length);
}
const alnum = (length: number, turn = 0): string => cut(mixed, length, turn);
const lower = (length: number, turn = 0): string => cut(small, length, turn);
const upper = (length: number, turn = 0): string => cut(large, length, turn);
const hex = (length: number, turn = 5): string => cut(hexes, length, turn);
const uuid = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
const token = (...parts: string[]): string => `|${parts.join('')}|`;

/** What stands for a web address that is a key. */
const teams = `${uuid}@${uuid}/IncomingWebhook/${hex(32)}/${uuid}`;

export const vendorExamples: readonly DetectorExamples[] = [
  {
    detector: 'secret.api_token',
    finds: [
      token('v1.0-', hex(24), '-', hex(146)),
      token('HRKU-', uuid),
      token('nfp_', alnum(36)),
      token('vcp_', alnum(56)),
      token('fo1_', alnum(43)),
      token('SCW', upper(17)),
      token('tk-us-', alnum(48)),
      token('pul-', hex(40)),
      token('ico-', alnum(32)),
      token('dt0c01.', upper(24), '.', upper(64)),
      token('dp.pt.', alnum(43)),
      token('dp.st.prod.', alnum(43)),
      token('ops_', 'eyJ', alnum(240)),
      token('A3-', `${upper(6)}-${upper(11)}-${upper(5)}-${upper(5)}-${upper(5)}`),
      token('dnkey-', alnum(26), '-', alnum(52)),
      token('tskey-auth-', alnum(12), '-', alnum(32)),
      token('sha256~', alnum(43)),
      token('AGE-SECRET-KEY-1', upper(58)),
      token('SWMTKN-1-', lower(50), '-', lower(25)),
      token('mdb_sa_sk_', alnum(40)),
      token('pscale_tkn_', alnum(43)),
      token('sbp_', hex(40)),
      token('API-', upper(26)),
      token('pat.', alnum(22), '.', alnum(24), '.', alnum(20)),
      token('pnu_', alnum(36)),
      token('sdk-', uuid),
      token('CCIPAT_', alnum(22), '_', hex(40)),
      token('CLOJARS_', hex(60)),
      token('cio', alnum(32)),
      token('oy2', lower(43)),
      token('AKCp', alnum(69)),
      token('sgp_', hex(40)),
      token('squ_', hex(40)),
      token('BBDC-', alnum(44)),
      token('rdme_', lower(70)),
      token('PMAK-', hex(24), '-', hex(34)),
      token('lin_api_', alnum(40)),
      token('ntn_', '12345678901', alnum(35)),
      token('secret_', alnum(43)),
      token('figd_', alnum(40)),
      token('CFPAT-', alnum(43)),
      token('pat', alnum(14), '.', hex(64)),
      token('pat-na1-', uuid),
      token('tfp_', alnum(44)),
      token('glsa_', alnum(32), '_', hex(8)),
      token('glc_', alnum(120)),
      token('NRAK-', upper(27)),
      token('NRIQ-', alnum(32)),
      token('sntrys_', 'eyJ', alnum(120), '_', alnum(43)),
      token('sntryu_', hex(64)),
      token('phx_', alnum(43)),
      token('xkeysib-', hex(64), '-', alnum(16)),
      token('re_', alnum(8), '_', alnum(24)),
      token('aio_', alnum(28)),
      token('key_', hex(64)),
      token('da2-', lower(26)),
      token('api_live.', alnum(11), '.', alnum(32)),
      token('VF.DM.', hex(24), '.', alnum(16)),
      token('mergify_application_key_', alnum(64)),
      token('key_live_', alnum(32)),
      token('ddo_', alnum(36)),
      token('essu_', alnum(80), '=='),
      token('sqco_', alnum(60)),
      token('k2sk_v1_', alnum(24)),
      token('live_auth_', hex(32)),
      token('cr-', hex(58)),
      token('packagist_', 'ort_', hex(68)),
      token('os_v2_app_', 'abcdefghij234567'.repeat(6)),
      token('vca_', alnum(40), '_', alnum(15)),
      `|${['https://mainnet.', 'infura.io/v3/'].join('')}${hex(32)}| now`,
      `|${['http://chat:8065', '/hooks/'].join('')}${lower(26)}| now`,
      token('EAA', alnum(120)),
      token('sl.', alnum(136)),
      token('EZAK', alnum(54)),
      token('shippo_live_', hex(40)),
      token('duffel_test_', alnum(43)),
      token('FLWSECK-', hex(32), '-X'),
      token('access-production-', uuid),
      token('access_token$', 'production$', lower(16), '$', hex(32)),
      token('rzp_live_', alnum(14)),
      token('00D', alnum(12), '!', alnum(96)),
      token('xai-', alnum(80)),
      token('gsk_', alnum(52)),
      token('r8_', alnum(37)),
      token('pplx-', alnum(48)),
      token('nvapi-', alnum(64)),
      token('tvly-', alnum(32)),
      token('lsv2_pt_', hex(32), '_', hex(10)),
      token('sk.', 'eyJ', alnum(80), '.', alnum(22)),
      token(alnum(14), '.atlasv1.', alnum(66)),
      token(alnum(6), '_', alnum(29), '_mmk'),
      token(hex(36), 'NRAL'),
      token('123456789', ':AA', alnum(33)),
      token('MTIzNDU2Nzg5MDEyMzQ1Njc4', '.', alnum(6), '.', alnum(38)),
      `see |${['https://discord', '.com/api/webhooks/'].join('')}123456789012345678/${alnum(68)}| now`,
      `|${['https://acme.webhook', '.office.com/webhookb2/'].join('')}${teams}|`,
      `|${['https://hooks', '.zapier.com/hooks/catch/'].join('')}123456/abc12de|`,
    ],
    misses: [
      'test_shouldReturnTheRightValueHere',
      'md-button-toggle-group-xs',
      `/hooks/${'a'.repeat(26)}`,
      `nfp_${alnum(12)}`,
      `pul-${alnum(12)}`,
      'sk.eyJustAWord.here',
      'dp.pt.BR',
      'patient.record',
      'secret_name_of_the_year',
      'API-VERSION-2024',
      `glsa_${'x'.repeat(32)}_${hex(8)}`,
      'pk.eyJ1IjoiYWJjIn0.abcdefghijklmnopqrstuv',
      'ratio 1:A4 and 12:Abc',
      `${'A'.repeat(30)}${alnum(70)}`,
    ],
  },
  {
    detector: 'secret.azure',
    finds: [
      token(alnum(3), '8Q~', alnum(34)),
      `key |${alnum(76)}+ASt${alnum(6)}==| end`,
      token(alnum(52), 'JQQJ99', alnum(26)),
      `key |${alnum(76)}APIM${alnum(6)}==| end`,
      `key |${alnum(33)}+AEhB${alnum(5)}=| end`,
      `key |${alnum(42)}+ACRA${alnum(5)}| end`,
    ],
    misses: ['a8Q~', `${alnum(20)}JQQJ99${alnum(8)}`],
  },
  {
    detector: 'secret.aws',
    finds: [
      `|${['AKIA', upper(16)].join('')}| and more`,
      token('amzn.mws.', uuid),
      token('ABSK', alnum(128)),
    ],
  },
  {
    detector: 'secret.openai',
    finds: [token('sk-', alnum(48), 'T3BlbkFJ', alnum(48)).replace('xY', 'x_')],
  },
  {
    detector: 'secret.slack',
    finds: [
      token('xoxp-', '123456789012-123456789012-1234567890123-', hex(32)),
      token('xoxe.', 'xoxb-1-', alnum(163)),
      token('xapp-1-', `A${upper(10)}-1234567890123-`, hex(64)),
    ],
    misses: ['xoxb-my-bot-token', 'xoxo-indieweb-1', `xoxb-${'x'.repeat(11)}-${'x'.repeat(24)}`],
  },
  {
    detector: 'secret.gitlab',
    finds: [
      token('glrt-', alnum(20)),
      token('glpat-', alnum(27), '.01.', lower(9)),
      token('GR1348941', alnum(20)),
      `Cookie: |_gitlab_session=${hex(32)}|; x=1`,
    ],
  },
  {
    detector: 'secret.mailgun',
    finds: [token(hex(32), '-us14')],
    misses: [`${hex(32)}-usage`],
  },
  {
    detector: 'secret.npm',
    finds: [`//registry.npmjs.org/:_authToken=|${uuid}|`],
    misses: [`//registry.npmjs.org/:_authToken=\${NPM_TOKEN}`],
  },
  {
    detector: 'secret.shopify',
    finds: [token('shpss_', alnum(32))],
  },
];
