/**
 * Secrets known by their place in a command, or in a file of configuration that has no sign between name and
 * value. Each form is as the manual of its program documents it; the first group is the secret.
 */
import type { Hits } from '../detector.ts';
import { isNoSecret } from './values.ts';

interface Form {
  /** Without this no match is possible; asked first, since it is cheap. */
  readonly needs: RegExp;
  readonly form: RegExp;
}

const rest = '[^\\n|;&]{0,160}?';

const forms: readonly Form[] = [
  // Routers and switches: Cisco IOS, "Security Configuration Guide"
  {
    needs: /password|secret/,
    form: /\b(?:enable|username \S{1,64}(?: privilege \d{1,2})?|neighbor \S{2,64}|ppp (?:chap|pap(?: sent-username \S{1,64})?)|ip ftp) (?:password|secret)(?: \d{1,2})? ([^\s"]{4,128})/g,
  },
  { needs: /password|secret/, form: /(?:^|\n) {1,4}(?:password|secret) [0579] (\S{4,128})/g },
  {
    needs: /server|isakmp|key-string|community/,
    form: /\b(?:(?:tacacs|radius)-server (?:host \S{1,64} )?(?:[a-z-]{4,12} \d{1,5} ){0,4}key|isakmp key|key-string|snmp-server community|r[ow]community6?)(?: [0567])? ([^\s"]{4,128})/g,
  },
  { needs: /snmp/, form: new RegExp(`\\bsnmp[a-z]{3,12}\\b${rest}\\s-c ([^\\s"']{6,64})`, 'g') },
  // net-snmp, snmpd.conf(5)
  {
    needs: /createUser/,
    form: /(?<=createUser[^\n]{1,160}\b(?:MD5|SHA|AES|DES)(?:-?\d{3})?) "?([^\s"]{8,64})"?/g,
  },
  // strongSwan, ipsec.secrets(5); pppd(8)
  { needs: /PSK|EAP|XAUTH/, form: /(?:^|\s): (?:PSK|EAP|XAUTH) "([^"\n]{3,128})"/g },
  {
    needs: /" \*|"\s{1,8}\*/,
    form: /^"?[\w.@\\-]{1,64}"?[ \t]{1,8}(?:\*|"\*"|[\w.-]{1,64})[ \t]{1,8}"([^"\n]{4,128})"[ \t]{1,8}(?:\*|[\d.]{7,15})\s*$/gm,
  },
  // PostgreSQL, "The Password File"
  {
    needs: /:(?:\d{4,5}|\*):/,
    form: /^(?:[\w.-]{1,253}|\*):(?:\d{4,5}|\*):(?:[\w-]{1,63}|\*):(?:[\w.-]{1,63}|\*):([^\s:\\]{4,128})\s*$/gm,
  },
  // HAProxy; Redis Sentinel; Mosquitto and the like
  { needs: /insecure-password/, form: /\binsecure-password (\S{4,128})/g },
  { needs: /auth-pass/, form: /\bsentinel auth-pass \S{1,64} "?([^\s"]{4,128})"?/g },
  // Options in a list of arguments, as containers have them
  {
    needs: /"--?[\w-]{0,24}(?:pass|secret|token|key)/i,
    form: /"--?[\w-]{0,24}(?:password|passwd|requirepass|token|secret|api-?key)", {0,4}"([^"\n]{4,256})"/gi,
  },
  // Clients of databases and services
  { needs: /\baz login/, form: new RegExp(`\\baz login\\b${rest}\\s-p ([^\\s"']{8,128})`, 'g') },
  {
    needs: /etcdctl|influx /,
    form: new RegExp(`\\betcdctl\\b${rest}\\s--user[ =][\\w.-]{1,64}:([^\\s"']{3,128})`, 'g'),
  },
  {
    needs: /smbclient|rpcclient|\bnet rpc/,
    form: new RegExp(
      `\\b(?:smbclient|rpcclient|net)\\b${rest}\\s(?:-U|--user)[ =]?["']?[\\w.\\\\/-]{1,64}%([^\\s"']{3,128})`,
      'g',
    ),
  },
  {
    needs: /\blftp\b/,
    form: new RegExp(`\\blftp\\b${rest}\\s-u ["']?[\\w.@-]{1,64},([^\\s"']{3,128})`, 'g'),
  },
  {
    needs: /freerdp|mstsc/,
    form: new RegExp(`\\b[wx]freerdp\\d?\\b${rest}\\s/p:"?([^\\s"]{3,128})`, 'g'),
  },
  {
    needs: /sqlplus|sqlldr|expdp|impdp|rman/,
    form: new RegExp(
      `\\b(?:sqlplus|sqlldr|expdp|impdp|rman)\\b${rest}\\s["']?[\\w$#]{1,30}/([^\\s@/"']{3,64})@`,
      'g',
    ),
  },
  { needs: /jdbc:oracle/, form: /\bjdbc:oracle:(?:thin|oci8?):[\w$#]{1,30}\/([^\s@"']{3,64})@/g },
  { needs: /\bnet user/, form: /\bnet user [\w.-]{1,64} ([^\s/*]\S{3,64})/g },
  {
    needs: /rabbitmqctl/,
    form: /\brabbitmqctl (?:add_user|change_password) \S{1,64} ["']?([^\s"']{3,128})/g,
  },
  { needs: /chpasswd/, form: /["'][\w.-]{1,32}:([^"'\n]{3,128})["']\s?\|\s?(?:sudo )?chpasswd/g },
  { needs: /pass(?:in|out)? pass:/, form: /\s-pass(?:in|out)? pass:([^\s"']{3,128})/g },
  {
    needs: /htpasswd/,
    form: /\bhtpasswd -\w{0,6}b\w{0,6} \S{1,128} \S{1,64} ["']?([^\s"']{3,128})/g,
  },
  // Brokers: Kafka, "Authentication using SASL/PLAIN"
  { needs: /LoginModule/, form: /\buser_[\w.-]{1,64}=["']([^"'\n]{3,128})["']/g },
  // Ceph, "User Management"; ODBC, where braces quote; openssl-enc(1); Cypress, "Record key"
  { needs: /\bAQ[A-Za-z0-9+/]{36}==/, form: /\bkey {0,3}= {0,3}(AQ[A-Za-z0-9+/]{36}==)/g },
  { needs: /=\{/, form: /\b(?:pwd|password) ?= ?\{([^{}\n]{3,128})\}(?=;|\s*$)/gi },
  {
    needs: /openssl enc/,
    form: new RegExp(`\\bopenssl enc\\b${rest}\\s-k ([^\\s"']{3,128})`, 'g'),
  },
  {
    needs: /cypress run/,
    form: new RegExp(`\\bcypress run\\b${rest}\\s--key[ =]([0-9a-f-]{36})`, 'g'),
  },
  // Lines of protocols: FTP and POP3, IMAP, SMTP
  { needs: /PASS /, form: /(?:^|[>:] ?|\n)PASS (?=\S{0,63}[\d\W])(\S{4,64})\s*$/gm },
  {
    needs: /LOGIN/,
    form: /(?:^|[>:] ?|\n)(?:\w{1,8} )?LOGIN "?[\w.@-]{1,64}"? (?=\S{0,63}\d)"?([^\s"]{6,64})"?\s*$/gm,
  },
  { needs: /AUTH /, form: /\bAUTH (?:LOGIN|PLAIN) ([A-Za-z0-9+/]{8,512}={0,2})(?![\w+/=])/g },
  // Elements with attributes: WS-Security, FileZilla
  {
    needs: /<\/[\w:]{0,40}(?:[Pp]ass|[Ss]ecret|[Tt]oken|[Kk]ey)/,
    form: /<(?:\w{1,16}:)?\w{0,24}(?:[Pp]ass(?:word|wd|phrase)?|[Ss]ecret|[Tt]oken|[Aa]pi_?[Kk]ey)\s[^<>\n]{1,160}(?<!\/)>([^<>\s][^<>\n]{2,256})<\//g,
  },
  // A plan of Terraform: what was, and what will be
  {
    needs: /[=-]> "/,
    form: /(?:pass|secret|token|api_key|access_key)\w{0,24}"?\s?[:=]\s{1,4}"[^"\n]{0,128}"\s[=-]> "([^"\n]{4,512})"/g,
  },
];

/** Cookies that open a session: those of frameworks by their names, others in a header. */
const cookies: readonly RegExp[] = [
  /\b(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|ASPSESSIONID\w{8}|connect\.sid|laravel_session|_session_id)=([^\s;,"']{16,512})/g,
  /\b(?:set-)?cookie["']?\s?[:=][^\n]{0,400}?\b(?:session(?:[_-]?(?:id|token))?|sid|sess|auth\w{0,16}|access_token|jwt|remember_\w{1,16})=([^\s;,"']{16,512})/gi,
];
/** RFC 9110 section 11.6.2: a scheme of any name, then what it asks for. */
const authorization =
  /\b(?:proxy-)?authorization["']?\]?\s{0,2}[:=]>?\s{0,2}["'[]{0,2}[A-Za-z][\w-]{1,24} ([A-Za-z0-9._~+/:-]{16,512}={0,2})/gi;

/** Finds what headers carry; of cookies only those for which `shows` holds. */
export function findHeaders(text: string, shows: (value: string) => boolean, hits: Hits): void {
  if (/cookie|sess/i.test(text)) {
    for (const form of cookies) {
      for (const match of text.matchAll(form)) {
        if (shows(match[1]) && /\d/.test(match[1])) tell(match, hits, 2.5);
      }
    }
  }
  if (!/authorization/i.test(text)) return;
  for (const match of text.matchAll(authorization)) {
    if (shows(match[1]) && /\d/.test(match[1])) tell(match, hits, 2);
  }
}

/** The words that a wallet or a store of passwords asks for (BIP-39 has 12 to 24 of them). */
const phrase =
  /\b(?:pass ?phrase|seed(?: ?phrase| words)?|mnemonic(?: phrase)?|recovery phrase)\b["']?\s{0,4}(?:[:=]|\bis\b)\s{0,4}["'`]?((?:[a-z]{3,10} ){3,23}[a-z]{3,10})(?=["'`.\n]|$)/gi;
/** Words of a sentence about a phrase. */
const talk =
  /(?:^| )(?:the|and|for|not|you|your|must|should|can|will|with|from|that|this|are|has|have|was|must|used|use|enter|set)(?: |$)/;

function tell(match: RegExpMatchArray, hits: Hits, weight: number): void {
  const value = match[1];
  if (isNoSecret(value) || /^(?:public|private|encrypted|[$%{<].*)$/.test(value)) return;
  const start = (match.index ?? 0) + match[0].lastIndexOf(value);
  hits.add(start, start + value.length, weight);
}

/** Finds the secrets in the commands and lines of `text`. */
export function findCommands(text: string, hits: Hits): void {
  for (const { needs, form } of forms) {
    if (!needs.test(text)) continue;
    for (const match of text.matchAll(form)) tell(match, hits, 3);
  }
  if (!/phrase|mnemonic|seed/i.test(text)) return;
  for (const match of text.matchAll(phrase)) {
    if (!talk.test(match[1])) tell(match, hits, 1.5);
  }
}
