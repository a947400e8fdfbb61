/** Names under which people sign in. No form of their own: the name of the field speaks. */
import { Shape } from '../../kernels/shapes.ts';
import { type Candidate, type Detector, deepScan, type Hits } from '../detector.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never, weights } from '../weigh.ts';

/** What stands behind `user =` in a program. */
const programWords =
  /^(?:read|write|create|update|delete|list|edit|view|manage|follow|email|profile|function|async|await|this|self|new|require|string|str|int|bool|object|null|undefined|process|typeof|return|lambda|foo|bar|baz)$/i;

const fileEnding =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|php|sh|net|io|com|org|dev|app|json|xml|txt|md|pdf|docx?|xlsx?|csv|png|jpe?g|ya?ml|css|html?)$/;

/** Names of columns: `hubspot_owner_id`, `created_at`. */
const columnName =
  /_(?:[a-z0-9]+_|(?:ids?|at|on|by|date|time|count|type|status|name|code|key|url|no|num|flag)$)/;

/**
 * `j.smith`, `jane_doe`, `jdoe42`: what people sign in with, even where the field only says `name`. In small
 * letters with a point, a stroke or digits.
 */
export function isLogin(value: string): boolean {
  if (fileEnding.test(value) || columnName.test(value)) return false;
  return (
    /^[\p{Ll}\p{Lo}\p{N}]+(?:[._][\p{Ll}\p{Lo}\p{N}]+)+$/u.test(value) ||
    /^\p{L}{2,24}[._]?\d{1,6}$|^(?!(?:de|di|da|du|del|della|la|le|van|von|der|den|ter|ten|mac|mc|al|el|dos|st)\p{Lu})\p{Ll}{2,12}\p{Lu}\p{Ll}+$/u.test(
      value,
    )
  );
}

const usernameFields: readonly string[] = [
  'username|user name|user login|$login|login name|loginname|login id|screen name|nickname|nick name',
  'user handle|signin name|sign in name|benutzername|benutzerkennung|anmeldename',
  'nutzername|nom utilisateur|nom d utilisateur|pseudo|nombre usuario|nombre de usuario|nome utente',
  'nome usuario|nome de usuario|nome de utilizador|gebruikersnaam|inlognaam|$user|usr name|usrname',
  'usr nm|user nm|$uname|$usr|usr login|login user|logon|logon name|logonname|sam account name|s am account name',
  'samaccountname|preferred username|user id name|screenname|gamertag|gamer tag|player tag|$nick',
  'alias name|instagram|instagram handle|insta|twitter|twitter handle|twitter username|x handle|tiktok',
  'telegram|telegram username|skype|skype id|discord|discord username|snapchat|facebook username',
  'linkedin username|github|github username|github login|github user|gitlab username|reddit|twitch',
  'mastodon|slack handle|social handle|account username|admin user|db user|ssh user|os user|unix user',
  'logged in user|remote user|ldap user|user principal|login benutzer|login nutzer|anmeldekennung',
  'suser|duser|logname',
  'kennung benutzer|nutzerkennung|login utilisateur|identifiant utilisateur|identifiant connexion',
  'nom de connexion|usuario|nombre de acceso|login usuario|apodo|utente|login utente|nome login',
  'apelido usuario|utilizador|nome acesso|login naam|loginnaam|inlog naam|brukernavn|brugernavn',
  'anvandarnamn|kayttajatunnus|kayttajanimi|nazwa uzytkownika|uzivatelske jmeno|pouzivatelske meno',
  'felhasznalonev|nume utilizator|kullanici adi|korisnicko ime|логин|имя пользователя|用户名|ユーザー名|아이디',
].flatMap((line) => line.split('|'));

/** Who signs in, in the logs of sshd and PAM, of databases, and in the common log format of web servers. */
const inLogs =
  /(?:\b(?:Accepted|Failed|Postponed) [\w/-]{1,30} for (?:invalid user |illegal user )?|\b(?:Invalid|Illegal|invalid|illegal) user |\bsession (?:opened|closed) for user |\bdenied for user '|^(?:\d{1,3}\.){3}\d{1,3} \S{1,32} )(?<user>[\p{L}\p{N}][\p{L}\p{N}._+-]{1,63})(?= from |\(|'@| \[\d|$| by )/gu;

/** Accounts of systems, which are nobody's. */
const systemUsers = new Set(
  (
    'root admin administrator nobody daemon bin sys sync games man lp mail news uucp proxy backup list irc sshd ftp ' +
    'postgres mysql redis mongodb kafka nginx apache httpd www-data tomcat git jenkins ubuntu debian centos ec2-user ' +
    'ansible vagrant docker nagios zabbix test guest oracle system service'
  ).split(' '),
);

function findInLogs(text: string, hits: Hits): void {
  if (!/ user | for |\] "/.test(text)) return;
  for (const match of text.matchAll(inLogs)) {
    const user = match.groups?.user ?? '';
    const end = match.index + match[0].length;
    if (!isPlaceholder(user) && !systemUsers.has(user.toLowerCase()))
      hits.add(end - user.length, end, 1);
  }
}

function loginWeight(text: string): number {
  const value = text.trim();
  if (value.length < 2 || value.length > 64 || isPlaceholder(value) || isReference(value))
    return never;
  if (!/^@?[\p{L}\p{N}][\p{L}\p{N}._\-+]*$/u.test(value) || isMasked(value)) return never;
  if (programWords.test(value)) return never;
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{24,}$/i.test(value)) return never;
  // A capitalised word is more often somebody's name.
  if (/^\p{Lu}\p{Ll}+$/u.test(value)) return -3.6;
  return /\p{L}/u.test(value) ? -0.5 : never;
}

/**
 * What a line says of who did something, `user=jdoe`. Its name alone is no shape, so on the way of the data
 * it is read only where the line says as well from where, or with what: by a find that has one.
 */
const labelled =
  /(?<![\p{L}\p{N}_.-])(?:user|user_?name|login|usr|uname|logname|[sd]user)["']?\s?[=:]\s?["']?(?<user>[\p{L}\p{N}][\p{L}\p{N}._+-]{1,63})(?![\p{L}\p{N}@/\\])/giu;
const companions = ['net.ip', 'net.mac', 'pii.email', 'secret.hash'];
const lineMin = 17;

function findLabelled(text: string, hits: Hits): void {
  for (const match of text.matchAll(labelled)) {
    const user = match.groups?.user ?? '';
    const own = systemUsers.has(user.toLowerCase()) ? never : loginWeight(user);
    const end = match.index + match[0].length;
    if (own > never) hits.add(end - user.length, end, own + weights.label);
  }
}

export const username: Detector = {
  id: 'pii.username',
  class: 'pii.username',
  // Those of its companions.
  shapes: Shape.DOTTED | Shape.COLON | Shape.AT | Shape.SECRET,
  // Nothing is learnt of a field from what only its name can tell.
  chance: 0.9,
  fields: usernameFields,
  find({ text, shapes, type }: Candidate, hits: Hits): void {
    if (type !== 'text' || text.length < lineMin) return;
    const isDeep = (shapes & deepScan) !== 0;
    if (!isDeep && !companions.some((name) => hits.has(name))) return;
    findInLogs(text, hits);
    if (!isDeep) findLabelled(text, hits);
  },
  value: loginWeight,
};

/** Opaque ids: with a word of their own, digits first, capitals among small letters, or letters and digits in turns. */
const opaqueId =
  /^(?:u|us|usr|user|uid|id|c|cus|cust|customer|acc|acct|account|m|mem|member|p|per|person|emp)[-_.]?[0-9a-f]*\d|^\d|[A-Z].*[a-z].*[A-Z]|\d[A-Za-z]+\d|[A-Z]\d/;

/** What users sign in with where the field says `user_id`, which most often is a key. */
export const userId: Detector = {
  id: 'pii.username.id',
  class: 'pii.username',
  shapes: 0,
  fields: ['$userid'],
  value(text) {
    const value = text.trim();
    return opaqueId.test(value) || !/^[a-z]/i.test(value) ? never : loginWeight(value);
  },
};

/** `handle`, as people have one, and products and pages of shops as well. */
export const handle: Detector = {
  id: 'pii.username.handle',
  class: 'pii.username',
  shapes: 0,
  fields: ['*handle'],
  value: (text) => loginWeight(text) - (text.trim().startsWith('@') ? 0 : 1.5),
};

/** A login where the field speaks of a name. */
export const login: Detector = {
  id: 'pii.username.login',
  class: 'pii.username',
  shapes: 0,
  fields: ['*name', '*display name', '*nick', '*alias', '*display nm', '*handle name'],
  // Where no person is told of, a name with a point or a stroke is that of a thing.
  value: (text) => (isLogin(text.trim()) ? -2 : never),
};
