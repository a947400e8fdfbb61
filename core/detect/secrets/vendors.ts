/**
 * Tokens of providers that share one class, since policies treat them alike. Each line: how a token
 * begins (several beginnings parted by spaces) and what follows, as the provider documents it. The
 * scan needs no literal for them: each holds a run of sixteen or more mixed characters.
 */
import type { PrefixRule } from '../detector.ts';
import { never } from '../weigh.ts';
import { patternRule } from './shared.ts';

const hex = '[0-9a-f]';
const alnum = '[A-Za-z0-9]';
const word = '[A-Za-z0-9_-]';
const uuid = `${hex}{8}-(?:${hex}{4}-){3}${hex}{12}`;

const forms: readonly (readonly [beginnings: string, rest: string])[] = [
  // Cloud, hosting, infrastructure
  ['v1.0-', `${hex}{24}-${hex}{146}`], // Cloudflare origin CA
  ['cfut_ cfat_ cfk_', `${alnum}{40,60}`], // Cloudflare
  ['LTAI', `${alnum}{12,26}`], // Alibaba Cloud
  ['HRKU-', `(?:${uuid}|${word}{58,64})`], // Heroku
  ['nfp_ nfc_ nfo_ nfu_', `${alnum}{36}`], // Netlify
  ['vcp_ vci_ vca_ vcr_ vck_', `${alnum}{24,60}`], // Vercel
  ['FlyV1 ', 'fm\\d?[a-z]?_[A-Za-z0-9+/=,_-]{100,4000}'],
  ['fm1_ fm2_ fm1a_ fm1r_', '[A-Za-z0-9+/_-]{100,2000}={0,3}'],
  ['fo1_', `${word}{43}`],
  ['SCW', '[A-Z0-9]{17}'], // Scaleway
  ['tk-us-', `${word}{48}`], // Scalingo
  ['AQVN', `${word}{35,38}`],
  ['t1.', `${word}{20,400}={0,2}\\.${word}{86}={0,2}`],
  ['pul-', `${hex}{40}`], // Pulumi
  ['ico-', `${alnum}{32}`], // Infracost
  ['dt0', '[a-z]\\d\\d\\.[A-Z0-9]{8,24}\\.[A-Z0-9]{64}'], // Dynatrace
  ['dp.', '(?:pt|ct|st|sa|scim|audit|said)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}'], // Doppler
  ['ops_', 'eyJ[A-Za-z0-9+/_-]{200,3000}={0,3}'], // 1Password service accounts
  ['A3-', '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-(?:[A-Z0-9]{5}-){2}[A-Z0-9]{5}'],
  ['dnkey-', '[A-Za-z0-9_=-]{26}-[A-Za-z0-9_=-]{52}'], // Defined Networking
  ['tskey-', '(?:[a-z]{3,10}-)?[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,48}'], // Tailscale
  ['akab-', '[a-z0-9]{16}-[a-z0-9]{16}'], // Akamai
  ['sha256~', `${word}{43}`], // OpenShift
  ['AGE-SECRET-KEY-1', '[0-9A-Z]{58}'],
  ['SWMKEY-1- SWMTKN-1-', `[A-Za-z0-9+/-]{43,100}`], // Docker Swarm
  ['4b1d', `${alnum}{38}`], // ClickHouse Cloud
  ['mdb_sa_sk_', `${word}{40}`], // MongoDB Atlas
  ['pscale_', '(?:tkn|oauth|pw|api)_[A-Za-z0-9_.=-]{32,64}'], // PlanetScale
  ['napi_', '[a-z0-9]{60,64}'], // Neon
  ['sbp_', `(?:v0_)?${hex}{40}`], // Supabase
  ['sb_secret_', `${word}{20,64}`],
  ['API-', '[A-Z0-9]{25,27}'], // Octopus Deploy
  ['pat.', `${word}{22}\\.${alnum}{24}\\.${alnum}{20}`], // Harness
  ['sat.', `${word}{22}\\.${alnum}{24}\\.${alnum}{20}`],
  ['pnu_ pnb_', `${alnum}{36}`], // Prefect
  ['sdk-', uuid], // LaunchDarkly
  ['cosmo_', `${hex}{32}`], // WunderGraph
  ['ddp_', `${alnum}{36}`], // Deno
  ['CCDB1_', `${alnum}{22}_${alnum}{40}`], // CockroachDB
  ['zpka_', `${hex}{32}_${hex}{8}`], // Zuplo
  // Code, builds, packages
  ['CCIPAT_ CCIPRJ_', `${alnum}{22}_${alnum}{40}`], // CircleCI
  ['CLOJARS_', `${hex}{60}`],
  ['cio', `${alnum}{32}`], // crates.io
  ['rubygems_', `${hex}{48}`],
  ['oy2', '[a-z0-9]{43}'], // NuGet
  ['AKCp', `${alnum}{69}`], // Artifactory
  ['cmVmdGtu', `${alnum}{56}`],
  ['sgp_', `(?:(?:${hex}{16}|local)_)?${hex}{40}`], // Sourcegraph
  ['sgp_', `${alnum}{64}`], // Segment
  ['slk_', `${hex}{64}`],
  ['sqp_ squ_ sqa_', `${hex}{40}`], // SonarQube
  ['bkua_ bkpt_', `${hex}{40}`], // Buildkite
  ['BBDC-', '[A-Za-z0-9+/_=-]{40,50}'], // Bitbucket Data Center
  ['rdme_', '[a-z0-9]{70}'], // ReadMe
  ['PMAK-', `${hex}{24}-${hex}{34}`], // Postman
  ['PMAT-', '[0-9A-Z]{26}'],
  ['lin_api_ lin_oauth_', `${alnum}{32,64}`], // Linear
  ['ntn_', '\\d{9,11}[A-Za-z0-9]{35,37}'], // Notion
  ['secret_', `${alnum}{43}`],
  ['figd_ figu_ figo_', `${word}{40,64}`], // Figma
  ['CFPAT-', `${word}{43}`], // Contentful
  ['pat', `${alnum}{14}\\.${hex}{60,64}`], // Airtable
  ['pat-', `(?:na|eu)\\d-${uuid}`], // HubSpot
  ['tkn.v1_', '[A-Za-z0-9_=-]{60,90}'], // Teamwork
  ['tfp_', '[A-Za-z0-9_.=-]{40,64}'], // Typeform
  ['apify_api_', `${alnum}{34,40}`],
  ['fio-u-', '[A-Za-z0-9_=-]{64}'], // Frame.io
  ['sm_aat_ sm_pat_ sm_sat_', '[A-Za-z0-9]{16}'], // SettleMint
  ['s-s4t2ud- s-s4t2af-', `${hex}{64}`], // 42 Intra
  ['waka_', uuid],
  ['rootly_', `${hex}{64}`],
  // Watching, mail, messages
  ['glsa_', `${alnum}{32}_[0-9a-fA-F]{8}`], // Grafana
  ['glc_', `[A-Za-z0-9+/]{32,400}={0,3}`],
  ['eyJrIjoi', '[A-Za-z0-9]{60,400}={0,3}'],
  ['NRAK-', '[A-Z0-9]{27}'], // New Relic
  ['NRAA-', `${hex}{27}`],
  ['NRII- NRIQ-', `${word}{32}`],
  ['NRRA-', `${hex}{42}`],
  ['NRBR- NRJS-', `${hex}{19}`],
  ['sntrys_', 'eyJ[A-Za-z0-9+/_=-]{60,400}'], // Sentry
  ['sntryu_ sntryi_', `${hex}{64}`],
  ['phx_ pha_ phr_ phs_', '[A-Za-z0-9_-]{43,64}'], // PostHog
  ['xkeysib- xsmtpsib-', `${hex}{64}-${alnum}{16}`], // Brevo
  ['re_', `${alnum}{8}_${alnum}{24}`], // Resend
  ['nyk_v0_', `${alnum}{60,80}`], // Nylas
  ['live_', '\\d{6,12}_[A-Za-z0-9]{30}'], // Twitch
  ['live_ test_', `${hex}{35}`], // Lob
  ['BBFF-', `${alnum}{30}`], // Ubidots
  ['aio_', `${alnum}{28}`], // Adafruit
  ['EAA', `(?![A-Za-z0-9]{0,100}A{5})${alnum}{80,400}`], // Meta
  ['IGQ IGAA', '[A-Za-z0-9_-]{100,400}'], // Instagram
  ['AAAAAAAAAAAAAAAAAAAAA', '(?=[A-Za-z0-9]{0,60}%[23][A-F0-9])[A-Za-z0-9%]{60,140}'], // X
  ['sl.', `(?:u\\.)?${word}{120,1400}`], // Dropbox
  ['mfa.', `${word}{84}`], // Discord
  // Payment, trade, travel
  ['EZAK EZTK', `${alnum}{54}`], // EasyPost
  ['shippo_live_ shippo_test_', `${hex}{40}`],
  ['duffel_live_ duffel_test_', '[A-Za-z0-9_=-]{43}'],
  ['FLWSECK_TEST- FLWSECK-', `[0-9a-zA-Z]{32,40}(?:-X)?`], // Flutterwave
  ['access-', `(?:sandbox|development|production)-${uuid}`], // Plaid
  ['access_token$', `(?:production|sandbox)\\$[0-9a-z]{16}\\$${hex}{32}`], // Braintree
  ['pdl_', '(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}'], // Paddle
  ['ak_live_ ak_test_', `${alnum}{30}`], // Pagar.me
  ['rzp_live_ rzp_test_', `${alnum}{14}`], // Razorpay
  ['p8e-', `[A-Za-z0-9-]{32}`], // Adobe
  ['00D', `${alnum}{12,15}![A-Za-z0-9_.]{80,130}`], // Salesforce
  ['xai-', `${alnum}{80}`], // xAI
  // Models
  ['gsk_', `${alnum}{40,60}`], // Groq
  ['r8_', `${alnum}{37,40}`], // Replicate
  ['pplx-', `${alnum}{48}`], // Perplexity
  ['nvapi-', `${word}{60,70}`], // NVIDIA
  ['tgp_v1_', `${word}{43}`], // Together
  ['llx-', `${word}{48}`], // LlamaCloud
  ['tvly-', `(?:dev-|prod-)?${alnum}{32}`], // Tavily
  ['pcsk_', `[A-Za-z0-9]{5,6}_${alnum}{60,66}`], // Pinecone
  ['lsv2_pt_ lsv2_sk_', `${hex}{32}_${hex}{10}`], // LangSmith
  ['sk-lf-', uuid], // Langfuse
  ['jina_', `${word}{60}`],
  ['fc-', `${hex}{32}`], // Firecrawl
  ['csk-', '[a-z0-9]{48}'], // Cerebras
  ['scp-live- scp-test-', `${hex}{32}`], // Scrapfly
  ['sk_', `${hex}{48}`], // ElevenLabs
  ['wandb_v1_', `${word}{60,100}`],
  // Maps
  ['sk.eyJ tk.eyJ', `${word}{20,400}\\.${word}{20,40}`], // Mapbox
];

const isTokenRun = (run: string): boolean =>
  !/^[0-9a-fA-F]+$/.test(run) &&
  /[A-Za-z]/.test(run) &&
  (/\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run)));

/** What the scan raises TOKEN for; see core/kernels/shapes.ts. */
function weightOf(token: string): number {
  const runs = token.match(/[A-Za-z0-9+/_=-]{16,}/g) ?? [];
  return runs.some(isTokenRun) ? 5 : never;
}

const quoted = (text: string): string => text.replace(/[.$+]/g, '\\$&');

export const vendorRules: readonly PrefixRule[] = forms.map(([beginnings, rest]) => {
  const prefixes = beginnings.split(/ (?=\S)/);
  const pattern = new RegExp(`(?:${prefixes.map(quoted).join('|')})${rest}(?![A-Za-z0-9])`, 'y');
  return patternRule(prefixes, pattern, weightOf);
});

/** A web address that is a key: whoever knows it may write. The scheme belongs to it. */
function webhook(prefix: string, rest: string): PrefixRule {
  const pattern = new RegExp(`${quoted(prefix)}${rest}`, 'y');
  return {
    prefixes: [prefix],
    read(text, start, hits) {
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (!match) return -1;
      hits.add(schemeStart(text, start), start + match[0].length, 5);
      return start + match[0].length;
    },
  };
}

/** Where `https://` and the names of hosts before `at` begin. */
export function schemeStart(text: string, at: number): number {
  const head = /https?:\/\/(?:[a-z0-9-]{1,63}\.){0,3}$/.exec(text.slice(Math.max(0, at - 96), at));
  return head ? at - head[0].length : at;
}

export const webhookRules: readonly PrefixRule[] = [
  webhook('discord.com/api/webhooks/', '\\d{17,20}\\/[A-Za-z0-9_-]{60,80}'),
  webhook('discordapp.com/api/webhooks/', '\\d{17,20}\\/[A-Za-z0-9_-]{60,80}'),
  webhook(
    'webhook.office.com/webhookb2/',
    '[0-9a-f-]{36}@[0-9a-f-]{36}\\/[A-Za-z]{4,32}\\/[A-Za-z0-9/-]{32,160}',
  ),
  webhook(
    'outlook.office.com/webhook/',
    '[0-9a-f-]{36}@[0-9a-f-]{36}\\/[A-Za-z]{4,32}\\/[A-Za-z0-9/-]{32,160}',
  ),
  webhook('hooks.zapier.com/hooks/catch/', '\\d{4,12}\\/[A-Za-z0-9]{5,16}'),
];

/**
 * A token known by what stands in its middle or at its end: `head` is read backwards from there, up to
 * `most` characters.
 */
function infixRule(
  infixes: readonly string[],
  head: RegExp,
  most: number,
  rest: RegExp,
): PrefixRule {
  return {
    prefixes: infixes,
    inside: true,
    read(text, start, hits) {
      rest.lastIndex = start;
      const tail = rest.exec(text);
      if (!tail) return -1;
      const from = Math.max(0, start - most - 1);
      const before = head.exec(text.slice(from, start));
      if (!before) return -1;
      const end = start + tail[0].length;
      hits.add(start - before[1].length, end, weightOf(before[1] + tail[0]));
      return end;
    },
  };
}

export const azureInfixes: readonly PrefixRule[] = [
  // Client secrets of Entra ID: three characters, a digit, `Q~` and 31 to 34 more.
  infixRule(
    ['Q~'],
    /(?:^|[^\w.~-])([\w.~-]{3}\d)$/,
    4,
    /Q~(?=[\w.~-]{0,18}[\w-]{16})[\w.~-]{31,34}(?![\w~-])/y,
  ),
  // Keys that Azure marks, https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key
  infixRule(
    ['+ASt'],
    /(?:^|[^\w+/])([A-Za-z0-9+/]{76})$/,
    76,
    /\+ASt[A-Za-z0-9+/]{6}(?:==|%3D%3D)/y,
  ),
  infixRule(
    ['JQQJ99'],
    /(?:^|[^\w+/])([A-Za-z0-9]{44,74})$/,
    74,
    /JQQJ99[A-Za-z0-9]{20,40}={0,2}/y,
  ),
  infixRule(['AzSe'], /(?:^|[^\w])([A-Za-z0-9]{42})$/, 42, /AzSe[A-D][A-Za-z0-9]{5}(?!\w)/y),
  infixRule(['AzFu'], /(?:^|[^\w-])([\w-]{44})$/, 44, /AzFu[\w-]{5}[AQgw]==/y),
  infixRule(['AZDO'], /(?:^|[^\w])([A-Za-z0-9]{76})$/, 76, /AZDO[A-Za-z0-9]{4}(?!\w)/y),
];

export const vendorInfixes: readonly PrefixRule[] = [
  infixRule(
    ['.atlasv1.'],
    /(?:^|[^A-Za-z0-9])([A-Za-z0-9]{14})$/,
    14,
    /\.atlasv1\.[\w=-]{60,70}(?![\w-])/y,
  ),
  infixRule(['_mmk'], /(?:^|[^A-Za-z0-9])([A-Za-z0-9]{6}_[A-Za-z0-9]{29})$/, 36, /_mmk(?!\w)/y), // MaxMind
  infixRule(['NRAL'], /(?:^|\W)((?:[a-z0-9]{6})?[0-9a-f]{30,36})$/, 36, /NRAL(?!\w)/y), // New Relic
  infixRule([':A'], /(?:^|[^A-Za-z0-9])((?:bot)?\d{8,10})$/, 13, /:A[\w-]{34}(?![\w-])/y), // Telegram
];

/** Discord: a number in base64, a time and a signature. */
const discordForm = /[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![\w-])/y;
export const discordRule = patternRule(
  ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'],
  discordForm,
);
