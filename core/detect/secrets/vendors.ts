/**
 * Rules for the tokens of providers that share one class, since policies treat them alike: by how they
 * begin (vendor-forms.ts), by what stands in their middle, and web addresses that are keys.
 */
import type { PrefixRule } from '../detector.ts';
import { never } from '../weigh.ts';
import { patternRule } from './shared.ts';
import { forms } from './vendor-forms.ts';

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
function webhook(prefix: string, rest: string, weight = 5): PrefixRule {
  const pattern = new RegExp(`${quoted(prefix)}${rest}`, 'y');
  return {
    prefixes: [prefix],
    read(text, start, hits) {
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (!match) return -1;
      hits.add(schemeStart(text, start), start + match[0].length, weight);
      return start + match[0].length;
    },
  };
}

/** Where `https://` and the names of hosts before `at` begin. */
export function schemeStart(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 112), at);
  const head = /https?:\/\/(?:[\w.-]{1,80}(?::\d{1,5})?)?$/.exec(before);
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
  webhook('hooks.zapier.com/hooks/catch/', '(?:\\d{4,12}\\/[A-Za-z0-9]{5,16}|[A-Za-z0-9]{16})'),
  webhook('infura.io/v3/', '[0-9a-f]{32}'),
  webhook('infura.io/ws/v3/', '[0-9a-f]{32}'),
  webhook('maker.ifttt.com/trigger/', '[\\w-]{1,80}\\/(?:json\\/)?with\\/key\\/[\\w-]{20,64}'),
  webhook(
    'chat.googleapis.com/v1/spaces/',
    '[\\w-]{6,32}\\/messages\\?key=[\\w-]{30,60}&(?:amp;)?token=[\\w%-]{30,80}',
  ),
  webhook('open.feishu.cn/open-apis/bot/v2/hook/', '[0-9a-f-]{36}'),
  webhook('open.larksuite.com/open-apis/bot/v2/hook/', '[0-9a-f-]{36}'),
  webhook('qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', '[0-9a-f-]{36}'),
  webhook('.alchemyapi.io/v2/', '[\\w-]{32}(?![\\w-])'),
  webhook('.g.alchemy.com/v2/', '[\\w-]{32}(?![\\w-])'),
  // Mattermost; Rocket.Chat
  webhook('/hooks/', '(?=[a-z]{0,25}\\d)[a-z0-9]{26}(?![\\w-])', 4),
  webhook('/hooks/', '[A-Za-z0-9]{17,24}\\/[A-Za-z0-9]{43,64}(?![\\w-])', 4),
  // Make, n8n; builds and deployments of Render, Netlify, Vercel, Cloudflare Pages
  webhook('hook.make.com/', '[A-Za-z0-9]{24,80}(?![\\w-])'),
  webhook('hook.integromat.com/', '[A-Za-z0-9]{24,80}(?![\\w-])'),
  webhook('.make.com/', '(?=[a-z]{0,40}\\d)[a-z0-9]{32}(?![\\w-])', 4),
  webhook('api.render.com/deploy/srv-', '[a-z0-9]{8,200}\\?key=[\\w-]{8,64}'),
  webhook('api.netlify.com/build_hooks/', '[0-9a-f]{24}'),
  webhook('api.vercel.com/v1/integrations/deploy/', 'prj_[\\w]{20,40}\\/[\\w-]{8,24}'),
  webhook('/pages/webhooks/deploy_hooks/', '[0-9a-f-]{36}'),
  webhook('events.pagerduty.com/integration/', '[0-9a-f]{32}\\/enqueue'),
  webhook(
    '.logic.azure.com',
    '(?::443)?\\/workflows\\/[0-9a-f]{32}\\/[^\\s"<>]{0,200}&sig=[\\w%-]{30,80}',
  ),
  webhook(
    '.azurewebsites.net/api/',
    '[\\w/-]{1,128}\\?(?:[^\\s"<>&]{0,128}&)?code=[\\w%+/=-]{20,128}',
  ),
  webhook('hc-ping.com/', '(?:[0-9a-f-]{36}|[\\w-]{22}\\/[\\w-]{1,64})'),
  webhook('.tines.com/webhook/', '[0-9a-f]{32,64}\\/[0-9a-f]{32,64}'),
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
    // Storage, Batch, Machine Learning, Cosmos DB, API Management: keys of 64 bytes
    ['+ASt', '+ABa', '+AMC', 'ACDb', 'APIM'],
    /(?:^|[^\w+/])([A-Za-z0-9+/]{76})$/,
    76,
    /(?:\+A(?:St|Ba|MC)|ACDb|APIM)[A-Za-z0-9+/]{6}(?:==|%3D%3D)/y,
  ),
  // Relay, Event Hubs, Service Bus, Redis, IoT, Event Grid: keys of 32 bytes; registries
  infixRule(
    ['+ARm', '+AEh', '+ASb', 'AzCa', 'AIoT', 'AZEG'],
    /(?:^|[^\w+/])([A-Za-z0-9+/]{33})$/,
    33,
    /(?:\+A(?:Rm|Eh|Sb)|AzCa|AIoT|AZEG)[A-P][A-Za-z0-9+/]{5}(?:=|%3D)/y,
  ),
  infixRule(
    ['+ACR'],
    /(?:^|[^\w+/])([A-Za-z0-9+/]{42})$/,
    42,
    /\+ACR[A-D][A-Za-z0-9+/]{5}(?![\w+/=])/y,
  ),
  infixRule(
    ['JQQJ99', 'JQQJ9D', 'JQQJ9H'],
    /(?:^|[^\w+/])([A-Za-z0-9]{44,74})$/,
    74,
    /JQQJ9[9DH][A-Za-z0-9]{20,40}={0,2}/y,
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
