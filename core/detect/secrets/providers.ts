/**
 * Tokens of providers, each by the form that its provider documents. The trailing guard `(?![\w-])`
 * keeps a rule from finding the beginning of something longer.
 */
import { Shape } from '../../kernels/shapes.ts';
import type { Detector, PrefixRule } from '../detector.ts';
import { never } from '../weigh.ts';
import { base62Of, crc32, patternRule } from './shared.ts';

function provider(
  id: string,
  fields: readonly string[],
  ...prefixes: readonly PrefixRule[]
): Detector {
  return {
    id,
    class: id,
    shapes: Shape.SECRET | Shape.TOKEN,
    chance: 0.001,
    fields,
    prefixes,
    whole(text) {
      for (const rule of prefixes) {
        const weight = rule.whole?.(text) ?? never;
        if (weight > never) return weight;
      }
      return never;
    },
  };
}

/** GitHub, "Behind GitHub's new authentication token formats": CRC-32 in base 62 at the end. */
export function hasGithubCheck(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return base62Of(crc32(body.slice(0, -6))) === body.slice(-6);
}

/** Documented examples and random fakes fail the check; they may still be old or partner tokens. */
const githubWeight = (token: string): number => (hasGithubCheck(token) ? 6 : 2);

export const awsKeyId = provider(
  'secret.aws_key_id',
  ['aws access key id', 'aws access key', 'aws key id', 'access key id', 'accesskeyid'],
  patternRule(['AKIA', 'ASIA', 'ABIA', 'ACCA'], /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![\w])/y, 5),
);

export const github = provider(
  'secret.github',
  ['github token', 'github pat', 'gh token', 'github access token'],
  patternRule(
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    /gh[pousr]_[A-Za-z0-9]{36}(?![\w])/y,
    githubWeight,
  ),
  patternRule(['ghs_', 'ghu_', 'ghr_'], /gh[usr]_[A-Za-z0-9]{37,251}(?![\w])/y, 3),
  patternRule(['github_pat_'], /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![\w])/y, 6),
  patternRule(['github_pat_'], /github_pat_[A-Za-z0-9_]{36,255}(?![\w])/y, 4),
);

export const gitlab = provider(
  'secret.gitlab',
  ['gitlab token', 'gitlab pat'],
  patternRule(
    [
      'glpat-',
      'gldt-',
      'glrt-',
      'glptt-',
      'glft-',
      'glcbt-',
      'glsoat-',
      'glimt-',
      'glagent-',
      'gloas-',
    ],
    /gl(?:pat|dt|rt|ptt|ft|cbt|soat|imt|agent|oas)-[A-Za-z0-9_.-]{20,300}/y,
  ),
);

export const google = provider(
  'secret.google_api',
  ['google api key', 'gcp api key', 'google maps key', 'maps api key', 'firebase api key'],
  patternRule(['AIza'], /AIza[A-Za-z0-9_-]{35}(?![\w-])/y),
);

export const googleOauth = provider(
  'secret.google_oauth',
  ['google client secret', 'google oauth token'],
  patternRule(['ya29.'], /ya29\.[A-Za-z0-9_-]{20,2048}/y),
  patternRule(['GOCSPX-'], /GOCSPX-[A-Za-z0-9_-]{28}(?![\w-])/y),
  patternRule(['1//0'], /1\/\/0[A-Za-z0-9_-]{40,256}/y, 4),
);

export const slack = provider(
  'secret.slack',
  ['slack token', 'slack bot token', 'slack webhook', 'slack webhook url'],
  patternRule(
    ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xoxe'],
    /xox[abeoprs](?:\.xox[bp])?-(?:\d-)?[A-Za-z0-9-]{10,400}/y,
  ),
  patternRule(['xapp-'], /xapp-\d-[A-Za-z0-9-]{10,400}/y),
  patternRule(
    ['hooks.slack.com/'],
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_+-]{20,200}/y,
  ),
);

export const stripe = provider(
  'secret.stripe',
  ['stripe key', 'stripe secret key', 'stripe api key', 'stripe secret'],
  patternRule(
    ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    /[sr]k_(?:live|test)_[A-Za-z0-9]{10,247}(?![\w])/y,
  ),
  patternRule(['whsec_'], /whsec_[A-Za-z0-9+/=]{24,128}/y),
);

export const twilio = provider(
  'secret.twilio',
  ['twilio auth token', 'twilio api key', 'twilio token'],
  patternRule(['SK'], /SK[0-9a-f]{32}(?![\w])/y, 4),
);

export const sendgrid = provider(
  'secret.sendgrid',
  ['sendgrid api key', 'sendgrid key'],
  patternRule(['SG.'], /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}(?![\w-])/y),
);

export const npm = provider(
  'secret.npm',
  ['npm token', 'npm auth token'],
  patternRule(['npm_'], /npm_[A-Za-z0-9]{36}(?![\w])/y, githubWeight),
);

export const pypi = provider(
  'secret.pypi',
  ['pypi token', 'pypi api token'],
  patternRule(['pypi-'], /pypi-[A-Za-z0-9_-]{50,1024}/y),
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
  patternRule(['sk-or-v1-'], /sk-or-v1-[0-9a-f]{64}(?![\w])/y),
);

export const anthropic = provider(
  'secret.anthropic',
  ['anthropic api key', 'anthropic key', 'claude api key'],
  patternRule(['sk-ant-'], /sk-ant-[A-Za-z0-9_-]{24,256}/y, 6),
);

export const huggingface = provider(
  'secret.huggingface',
  ['huggingface token', 'hf token'],
  patternRule(['hf_'], /hf_[A-Za-z0-9]{30,40}(?![\w])/y),
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
);
const keyValue = /[A-Za-z0-9+/]{40,120}={0,2}/y;
const signature = /[A-Za-z0-9%+/_-]{40,128}(?:%3D|=){0,2}/iy;

export const shopify = provider(
  'secret.shopify',
  ['shopify token', 'shopify access token'],
  patternRule(
    ['shpat_', 'shpss_', 'shpca_', 'shppa_'],
    /shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}(?![\w])/y,
  ),
);

export const square = provider(
  'secret.square',
  ['square access token'],
  patternRule(['sq0atp-', 'sq0csp-', 'sq0idp-'], /sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}/y),
);

export const digitalocean = provider(
  'secret.digitalocean',
  ['digitalocean token', 'do token'],
  patternRule(['dop_v1_', 'doo_v1_', 'dor_v1_'], /do[por]_v1_[0-9a-f]{64}(?![\w])/y),
);

export const databricks = provider(
  'secret.databricks',
  ['databricks token'],
  patternRule(['dapi'], /dapi[0-9a-f]{32}(?:-\d)?(?![\w])/y),
);

export const vault = provider(
  'secret.vault',
  ['vault token'],
  patternRule(['hvs.', 'hvb.', 'hvr.'], /hv[sbr]\.[A-Za-z0-9_-]{24,300}/y),
);

export const mailgun = provider(
  'secret.mailgun',
  ['mailgun api key', 'mailgun key', 'mailchimp api key', 'mailchimp key'],
  patternRule(['key-'], /key-[0-9a-f]{32}(?![\w])/y),
);

export const docker = provider(
  'secret.docker',
  ['docker token', 'docker pat', 'dockerhub token'],
  patternRule(['dckr_pat_', 'dckr_oat_'], /dckr_[po]at_[A-Za-z0-9_-]{27,64}/y),
);

export const atlassian = provider(
  'secret.atlassian',
  ['jira token', 'confluence token', 'atlassian token', 'bitbucket token'],
  patternRule(['ATATT3', 'ATCTT3'], /AT[AC]TT3[A-Za-z0-9_=-]{50,300}/y),
  patternRule(['ATBB'], /ATBB[A-Za-z0-9]{28,40}(?![\w])/y),
);

/** Further providers under one class, since policies treat them alike. */
export const otherProviders = provider(
  'secret.api_token',
  [],
  patternRule(['glsa_'], /glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}(?![\w])/y),
  patternRule(['NRAK-'], /NRAK-[A-Z0-9]{27}(?![\w])/y),
  patternRule(['PMAK-'], /PMAK-[0-9a-f]{24}-[0-9a-f]{34}(?![\w])/y),
  patternRule(['lin_api_'], /lin_api_[A-Za-z0-9]{40}(?![\w])/y),
  patternRule(['gsk_'], /gsk_[A-Za-z0-9]{40,60}(?![\w])/y),
  patternRule(['r8_'], /r8_[A-Za-z0-9]{37}(?![\w])/y),
  patternRule(['LTAI'], /LTAI[A-Za-z0-9]{12,26}(?![\w])/y),
  patternRule(['rubygems_'], /rubygems_[0-9a-f]{48}(?![\w])/y),
  patternRule(['AGE-SECRET-KEY-1'], /AGE-SECRET-KEY-1[0-9A-Z]{58}(?![\w])/y),
  patternRule(
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,80}/y,
  ),
);

export const providers: readonly Detector[] = [
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
  mailgun,
  docker,
  atlassian,
  otherProviders,
];
