/**
 * Texts whose presence raises SECRET. The kernel's tables are filled from here when it loads;
 * `setSecretLiterals` replaces them (a detector set with more prefixes).
 */

export interface SecretLiteral {
  /** 3 to 32 bytes of ASCII. */
  readonly text: string;
  /** Counts only where no letter or digit stands in front (`sk-` is not in `task-based`). */
  readonly atWord?: boolean;
  /** Matches capitals and small letters alike; `text` is then written in small letters. */
  readonly ignoreCase?: boolean;
  /** Counts only when user information and an `@` follow (`scheme://user:password@host`). */
  readonly userinfo?: boolean;
}

const exact = (...texts: string[]): SecretLiteral[] => texts.map((text) => ({ text }));
const atWord = (...texts: string[]): SecretLiteral[] =>
  texts.map((text) => ({ text, atWord: true }));
const anyCase = (...texts: string[]): SecretLiteral[] =>
  texts.map((text) => ({ text, ignoreCase: true }));

export const secretLiterals: readonly SecretLiteral[] = [
  // Cloud providers
  ...exact('AKIA', 'ASIA', 'ABIA', 'ACCA', 'AIza', 'ya29.', 'GOCSPX-', 'LTAI'),
  ...exact('AccountKey=', 'SharedAccessKey=', 'dop_v1_', 'doo_v1_', 'dor_v1_'),
  // Code hosting and packages
  ...exact('ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'gldt-', 'glrt-'),
  ...exact('npm_', 'pypi-', 'rubygems_', 'dckr_pat_', 'ATATT3', 'ATBB'),
  // Messaging, payment, mail
  ...exact('xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe', 'xapp-', 'hooks.slack.com'),
  ...exact('sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_', 'sq0atp-', 'sq0csp-'),
  ...exact('shpat_', 'shpss_', 'shpca_', 'discord.com/api/webhooks'),
  // Models and tools
  ...exact('lin_api_', 'PMAK-', 'glsa_', 'NRAK-'),
  ...atWord('sk-', 'hf_', 'gsk_', 'r8_', 'hvs.', 'hvb.', 'dapi', 'SG.', 'key-', 'sig='),
  // Tokens and keys of no one provider
  ...exact('-----BEGIN', 'PuTTY-User-Key-File'),
  ...atWord('eyJ'),
  { text: '://', userinfo: true },
  ...anyCase('bearer ', 'basic ', 'authorization'),
  // Password hashes: bcrypt, argon2, crypt(3), scrypt, PBKDF2
  ...exact('$2a$', '$2b$', '$2x$', '$2y$', '$argon2', '$1$', '$5$', '$6$', '$y$', '$7$', '$apr1$'),
  ...exact('$P$', '$H$', '$scrypt', '$pbkdf2', 'pbkdf2_sha', '{SSHA', '{CRYPT}'),
  // Names under which secrets stand in text
  ...anyCase('passw', 'passphrase', 'pwd=', 'pwd:', 'secret', 'api_key', 'apikey', 'api-key'),
  ...anyCase('access_key', 'accesskey', 'access-key', 'private_key', 'client_key', 'credential'),
  ...anyCase('token=', 'token:', 'token"', 'auth_token', 'access_token'),
];

/** Bounds that the kernel's tables set. */
export const secretLiteralBounds = { bytesMin: 3, bytesMax: 32, countMax: 512 } as const;
