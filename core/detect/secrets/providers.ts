/**
 * Tokens of providers, each by the form that its provider documents. The trailing guard `(?![A-Za-z0-9])`
 * keeps a rule from finding the beginning of something longer.
 */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector } from '../detector.ts';
import { never } from '../weigh.ts';
import { atlassian, docker, github, gitlab, npm, pypi } from './code-hosts.ts';
import { awsSecret } from './credentials.ts';
import { provider } from './provider.ts';
import { patternRule } from './shared.ts';
import { isMixed, uuid } from './values.ts';
import {
  azureInfixes,
  discordRule,
  schemeStart,
  vendorInfixes,
  vendorRules,
  webhookRules,
} from './vendors.ts';

export const awsKeyId: Detector = {
  ...provider(
    'secret.aws_key_id',
    ['aws access key id', 'aws access key', 'aws key id', 'access key id', 'accesskeyid'],
    patternRule(
      ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
      /A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])/y,
      5,
    ),
    // Older ones; letters alone may be a name.
    patternRule(['A3T'], /A3T[A-Z0-9]{17}(?![A-Za-z0-9])/y, (token) =>
      /\d/.test(token.slice(3)) ? 4 : 1,
    ),
  ),
  value: (text) => (/^(?:A[A-Z0-9]{15,31}|[0-9a-f]{32})$/.test(text.trim()) ? 1 : never),
};

export const google = provider(
  'secret.google_api',
  [
    'google api key',
    'gcp api key',
    'google maps key',
    'google maps api key',
    'maps api key',
    'firebase api key',
    'gemini api key',
    'youtube api key',
  ],
  patternRule(['AIza'], /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/y),
  patternRule(['AQ.'], /AQ\.[A-Za-z0-9_-]{50}(?![A-Za-z0-9_-])/y),
);

export const googleOauth = provider(
  'secret.google_oauth',
  ['google client secret', 'google oauth token', 'google refresh token', 'google oauth secret'],
  patternRule(['ya29.'], /ya29\.[A-Za-z0-9_-]{20,2048}/y),
  patternRule(['GOCSPX-'], /GOCSPX-[A-Za-z0-9_-]{28}(?![\w-])/y),
  patternRule(['1//0'], /1\/\/0[A-Za-z0-9_-]{40,256}/y, 4),
);

/** Numbers of team and user, then what is secret; https://docs.slack.dev/authentication/tokens */
export const slack = provider(
  'secret.slack',
  ['slack token', 'slack bot token', 'slack api token', 'slack user token', 'slack app token'],
  patternRule(
    ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xoxc-', 'xoxe-', 'xwfp-'],
    /x(?:ox[abceoprs]|wfp)-(?:\d-)?(?:\d{5,16}-){1,3}[A-Za-z0-9]{10,80}(?![A-Za-z0-9-])/y,
  ),
  patternRule(['xoxr-', 'xoxa-', 'xoxs-', 'xoxd-'], /xox[rasd]-(?:\d-)?[A-Za-z0-9%+/=_-]{40,400}/y),
  patternRule(['xoxe'], /xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9+/=]{40,400}/y),
  patternRule(['xapp-'], /xapp-\d{1,14}-[A-Za-z0-9/-]{10,400}/y),
  {
    prefixes: ['hooks.slack.com/'],
    read(text, start, hits) {
      slackHook.lastIndex = start;
      const match = slackHook.exec(text);
      if (!match) return -1;
      hits.add(schemeStart(text, start), start + match[0].length, 5);
      return start + match[0].length;
    },
  },
);

const slackHook =
  /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_+-]{20,200}/y;

export const stripe = provider(
  'secret.stripe',
  ['stripe key', 'stripe secret key', 'stripe api key', 'stripe secret'],
  patternRule(
    ['sk_live_', 'sk_test_', 'sk_prod_', 'rk_live_', 'rk_test_', 'rk_prod_'],
    /[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,247}(?![A-Za-z0-9])/y,
  ),
  patternRule(['whsec_'], /whsec_[A-Za-z0-9+/=]{24,128}/y),
);

export const twilio = provider(
  'secret.twilio',
  ['twilio auth token', 'twilio api key', 'twilio token'],
  patternRule(['SK'], /SK[0-9a-fA-F]{32}(?![A-Za-z0-9])/y, 4),
);

export const sendgrid = provider(
  'secret.sendgrid',
  ['sendgrid api key', 'sendgrid key'],
  patternRule(['SG.'], /SG\.(?=[a-z_-]{0,60}\d)[A-Za-z0-9=_.-]{66}(?![\w=-])/y, 4),
  patternRule(['SG.'], /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}(?![\w-])/y),
);

/** Keys of model providers: `sk-`, with the project, organisation or vendor behind it. */
export const openai = provider(
  'secret.openai',
  ['openai api key', 'openai key'],
  patternRule(
    ['sk-proj-', 'sk-svcacct-', 'sk-admin-'],
    /sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,256}/y,
  ),
  patternRule(['sk-'], /sk-[A-Za-z0-9]{32,64}(?![\w-])/y),
  // "OpenAI" in base64 stands in the middle of each.
  patternRule(['sk-'], /sk-[\w-]{20,100}T3BlbkFJ[\w-]{20,100}/y),
  patternRule(['sk-None-'], /sk-None-[A-Za-z0-9_-]{40,256}/y),
  patternRule(['sk-or-v1-'], /sk-or-v1-[0-9a-z]{48,64}(?![A-Za-z0-9])/y),
);

export const anthropic = provider(
  'secret.anthropic',
  ['anthropic api key', 'anthropic key', 'claude api key'],
  patternRule(['sk-ant-'], /sk-ant-[A-Za-z0-9_-]{24,256}/y, 6),
);

export const huggingface = provider(
  'secret.huggingface',
  ['huggingface token', 'hf token'],
  patternRule(['hf_'], /hf_[A-Za-z0-9]{30,40}(?![A-Za-z0-9])/y, (token) =>
    isMixed(token) ? 5 : never,
  ),
  patternRule(['api_org_'], /api_org_[A-Za-z0-9]{34}(?![A-Za-z0-9])/y),
);

export const azure = provider(
  'secret.azure',
  [
    'azure storage key',
    'azure account key',
    'storage account key',
    'azure client secret',
    'account key',
    'shared access key',
    'storage key',
  ],
  {
    prefixes: ['AccountKey=', 'SharedAccessKey='],
    read(text, start, hits) {
      const from = text.indexOf('=', start) + 1;
      keyValue.lastIndex = from;
      const match = keyValue.exec(text);
      if (!match) return -1;
      hits.add(from, from + match[0].length, 6);
      return from + match[0].length;
    },
  },
  {
    prefixes: ['sig='],
    read(text, start, hits) {
      signature.lastIndex = start + 4;
      const match = signature.exec(text);
      if (!match) return -1;
      const end = start + 4 + match[0].length;
      hits.add(start + 4, end, 4);
      return end;
    },
  },
  ...azureInfixes,
);

const keyValue = /[A-Za-z0-9+/]{40,120}={0,2}/y;

const signature = /[A-Za-z0-9%+/_-]{40,128}(?:%3D|=){0,2}/iy;

export const shopify = provider(
  'secret.shopify',
  ['shopify token', 'shopify access token'],
  patternRule(
    ['shpat_', 'shpss_', 'shpca_', 'shppa_', 'shpua_', 'shptka_'],
    /shp(?:at|ss|ca|pa|ua|tka)_[A-Za-z0-9]{32,64}(?![A-Za-z0-9])/y,
  ),
);

export const square = provider(
  'secret.square',
  ['square access token', 'square token'],
  patternRule(['sq0atp-', 'sq0csp-'], /sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}/y),
  patternRule(['EAAA'], /EAAA[A-Za-z0-9_+-]{60}(?![\w-])/y),
);

export const digitalocean = provider(
  'secret.digitalocean',
  ['digitalocean token', 'do token'],
  patternRule(['dop_v1_', 'doo_v1_', 'dor_v1_'], /do[por]_v1_[0-9a-f]{64}(?![A-Za-z0-9])/y),
);

export const databricks = provider(
  'secret.databricks',
  ['databricks token'],
  patternRule(['dapi'], /dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/y),
);

function oldVault(token: string): number {
  const body = token.slice(2);
  const mixed = /\d\D+\d/.test(body) && /[a-z]/.test(body) && /[A-Z].*[A-Z]/.test(body);
  return mixed && isMixed(body) ? 1.5 : never;
}

export const vault = provider(
  'secret.vault',
  ['vault token'],
  patternRule(['hvs.', 'hvb.', 'hvr.'], /hv[sbr]\.[A-Za-z0-9_-]{24,300}/y),
  // Before version 1.10.
  patternRule(
    ['s.', 'b.', 'r.'],
    /[sbr]\.(?:[A-Za-z0-9]{24}|CAESI[A-Za-z0-9_-]{90,200})(?![\w-])/y,
    oldVault,
  ),
);

/** AppRole, https://developer.hashicorp.com/vault/docs/auth/approle: drawn by Vault, a UUID. */
const vaultSecretId: Detector = {
  id: 'secret.vault.secret_id',
  class: 'secret.vault',
  generic: true,
  shapes: Shape.SECRET,
  chance: 0.3,
  fields: ['secret id', 'approle secret id', 'vault secret id', 'role secret id'],
  extent: 'secret',
  value: (text) => (uuid.test(text.trim()) ? -2 : never),
};

export const mailgun = provider(
  'secret.mailgun',
  ['mailgun api key', 'mailgun key', 'mailchimp api key', 'mailchimp key'],
  patternRule(['key-'], /key-[0-9a-f]{32}(?![A-Za-z0-9])/y),
  {
    // Mailchimp: 32 hex digits and the data centre.
    prefixes: ['-us'],
    read(text, start, hits) {
      const from = Math.max(0, start - 33);
      const key = /(?:^|[^A-Za-z0-9])([0-9a-f]{32})$/.exec(text.slice(from, start));
      const centre = key && /^-us\d{1,2}(?![A-Za-z0-9])/.exec(text.slice(start, start + 6));
      if (!centre) return -1;
      hits.add(start - 32, start + centre[0].length, 5);
      return start + centre[0].length;
    },
  },
);

/** Further providers under one class, since policies treat them alike. */
export const otherProviders = provider(
  'secret.api_token',
  ['discord token', 'discord bot token', 'telegram token', 'telegram bot token', 'linear api key'],
  ...vendorRules,
  ...vendorInfixes,
  discordRule,
  ...webhookRules,
);

export const providers: readonly Detector[] = [
  // Before the id that its pairs begin with.
  awsSecret,
  awsKeyId,
  github,
  gitlab,
  google,
  googleOauth,
  slack,
  stripe,
  twilio,
  sendgrid,
  npm,
  pypi,
  openai,
  anthropic,
  huggingface,
  azure,
  shopify,
  square,
  digitalocean,
  databricks,
  vault,
  vaultSecretId,
  mailgun,
  docker,
  atlassian,
  otherProviders,
];
