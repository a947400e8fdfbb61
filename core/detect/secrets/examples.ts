/**
 * See ../examples.ts. Tokens here are made up in the forms that providers document; they are put
 * together from parts so that no scanner of source code takes them for leaked ones.
 */
import type { DetectorExamples } from '../examples.ts';
import { placeExamples } from './examples-places.ts';
import { vendorExamples } from './examples-vendors.ts';

const join = (...parts: string[]): string => parts.join('');
const hex32 = '0123456789abcdef0123456789abcdef';
const mixed = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';

const jwt = join(
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
  '.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ',
  '.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
);

export const secretExamples: readonly DetectorExamples[] = [
  ...vendorExamples,
  ...placeExamples,
  {
    detector: 'secret.jwt',
    finds: [`|${jwt}|`, `Cookie: session=|${jwt}|; x`],
    misses: ['eyJhbGciOiJI', 'eyJub3QiOiJhIn0.abc.def', 'a.b.c'],
  },
  {
    detector: 'secret.aws_key_id',
    finds: [`|${join('AKIA', 'IOSFODNN7EXAMPLE')}|`, `id=|${join('ASIA', 'Y34FZKBOKMUTVV7A')}|`],
    misses: ['AKIASHORT', 'XAKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLEX'],
  },
  {
    detector: 'secret.aws_secret',
    finds: [`aws_secret_access_key = |${join('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY')}|`],
    named: { secretAccessKey: [join('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY')] },
    misses: ['aws_secret_access_key = none'],
  },
  {
    detector: 'secret.github',
    finds: [
      `|${join('ghp_', mixed, 'zzzz')}|`,
      `|${join('github_pat_', '11ABCDEFG0abcdefghijkl', '_', mixed, mixed.slice(0, 27))}|`,
    ],
    misses: ['ghp_short', join('ghp_', mixed, 'zzzzz')],
  },
  {
    detector: 'secret.gitlab',
    finds: [`|${join('glpat-', 'x1Y2z3A4b5C6d7E8f9G0')}|`],
    misses: ['glpat-short'],
  },
  {
    detector: 'secret.google_api',
    finds: [`key=|${join('AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q')}|`],
    misses: ['AIzaShort'],
  },
  {
    detector: 'secret.slack',
    finds: [
      `|${join('xoxb-', '123456789012-1234567890123-', 'AbCdEfGhIjKlMnOpQrStUvWx')}|`,
      `|https://${join('hooks.slack.com', '/services/T024BE7LD/B024BE7LH/', mixed.slice(0, 24))}|`,
    ],
  },
  {
    detector: 'secret.stripe',
    finds: [`|${join('sk_live_', '4eC39HqLyjWDarjtT1zdp7dc')}|`, `|${join('whsec_', mixed)}|`],
    misses: ['sk_live_', 'pk_live_4eC39HqLyjWDarjtT1zdp7dc'],
  },
  {
    detector: 'secret.twilio',
    finds: [`|${join('SK', hex32)}|`],
    misses: [join('SK', hex32, '0')],
  },
  {
    detector: 'secret.sendgrid',
    finds: [`|${join('SG.', mixed.slice(0, 22), '.', mixed, mixed.slice(0, 11))}|`],
  },
  {
    detector: 'secret.npm',
    finds: [`|${join('npm_', mixed, 'abcd')}|`],
    misses: ['npm_config_registry'],
  },
  { detector: 'secret.pypi', finds: [`|${join('pypi-', 'AgEIcHlwaS5vcmc', mixed, mixed)}|`] },
  {
    detector: 'secret.openai',
    finds: [
      `|${join('sk-', mixed, mixed.slice(0, 16))}|`,
      `|${join('sk-proj-', mixed, '_', mixed)}|`,
    ],
    misses: ['task-based', 'sk-learn'],
  },
  { detector: 'secret.anthropic', finds: [`|${join('sk-ant-', 'api03-', mixed, mixed)}|`] },
  { detector: 'secret.huggingface', finds: [`|${join('hf_', mixed, 'Zz')}|`] },
  {
    detector: 'secret.azure',
    finds: [
      `AccountName=a;AccountKey=|${join(mixed, mixed, 'abcdefghijklmnopqrstuv', '==')}|;EndpointSuffix=x`,
    ],
  },
  {
    detector: 'secret.google_oauth',
    finds: [`|${join('GOCSPX-', mixed.slice(0, 28))}|`, `|${join('ya29.', mixed, mixed)}|`],
  },
  { detector: 'secret.square', finds: [`|${join('sq0atp-', mixed.slice(0, 22))}|`] },
  { detector: 'secret.docker', finds: [`|${join('dckr_pat_', mixed)}|`] },
  { detector: 'secret.atlassian', finds: [`|${join('ATATT3', mixed, mixed, '=1A2B')}|`] },
  {
    detector: 'secret.api_token',
    finds: [
      `|${join('glsa_', mixed, '_', '0123abcd')}|`,
      `|${join('NRAK-', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0')}|`,
    ],
  },
  { detector: 'secret.shopify', finds: [`|${join('shpat_', hex32)}|`] },
  { detector: 'secret.digitalocean', finds: [`|${join('dop_v1_', hex32, hex32)}|`] },
  { detector: 'secret.databricks', finds: [`|${join('dapi', hex32)}|`] },
  { detector: 'secret.vault', finds: [`|${join('hvs.', mixed, mixed)}|`] },
  { detector: 'secret.mailgun', finds: [`|${join('key-', hex32)}|`] },
  {
    detector: 'secret.private_key',
    finds: [
      `|${join('-----BEGIN RSA', ' PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabcdefghijklmnopqrstuvwxyz012345\n-----END RSA', ' PRIVATE KEY-----')}| done`,
      `|${join('-----BEGIN', ' PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n-----END', ' PRIVATE KEY-----')}|`,
    ],
    misses: [
      '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
      '-----BEGIN CERTIFICATE-----',
    ],
  },
  {
    detector: 'secret.url_password',
    finds: [
      'postgres://app:|s3cr3t|@db.example.com:5432/x',
      'mongodb+srv://u:|p%40ss|@cluster0.example.net/test',
      'redis://:|hunter2|@cache:6379',
    ],
    misses: [
      'https://example.com/a:b@c',
      'http://host:8080/path',
      'https://user@host/',
      'postgres://app:${PASSWORD}@db/x',
    ],
  },
  {
    detector: 'secret.auth_header',
    finds: [
      'Authorization: Bearer |mF_9.B5f-4.1JqM|',
      'Authorization: Basic |QWxhZGRpbjpvcGVuIHNlc2FtZQ==|',
    ],
    misses: [
      'Bearer authentication is used',
      'basic authorization required',
      'Bearer ****************',
    ],
  },
  {
    detector: 'secret.password',
    finds: [
      'password=|hunter2|',
      'login with password: "|correct horse|" now',
      "PGPASSWORD='|x9!kd|'",
      'Server=a;Pwd=|tr0ub4dor|;',
      '<password>|hunter2|</password>',
      'mysql --password |hunter2| -h db',
    ],
    named: { password: ['hunter2', 'Tr0ub4dor&3'], dbPassword: ['x'.repeat(3)] },
    misses: [
      'password=',
      'password: ********',
      'password=${DB_PASSWORD}',
      'the password is long',
      'password: null',
    ],
    namedMisses: { password: ['', 'null', '********'], password_changed_at: ['2024-01-01'] },
  },
  {
    detector: 'secret.hash',
    finds: [
      '|$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW|',
      '|$argon2id$v=19$m=65536,t=2,p=1$gZiV/M1gPc22ElAH/Jh1Hw$CWOrkoo7oJBQ/iyh7uJ0LO2aLEfrHwTWllSAxT0zRno|',
      '|$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1|',
      '|{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g07N8x|',
    ],
    named: { password_hash: ['5f4dcc3b5aa765d61d8327deb882cf99'] },
    misses: ['$2b$12$short', '5f4dcc3b5aa765d61d8327deb882cf99', 'cost $1$2'],
  },
  {
    detector: 'secret.generic',
    finds: [`api_key=|${join('9f8e7d6c5b4a', '39281706fedc')}|`, `"client_secret": "|${mixed}|"`],
    named: { apiKey: [mixed], client_secret: ['q8Zx-77_plKq'] },
    misses: ['api_key=changeme', 'secret: your-secret-here', `x=${mixed}`],
    namedMisses: { api_key: ['none', '<token>'], secret_name: ['prod/db'], token_type: ['bearer'] },
  },
];
