/**
 * Texts whose presence raises SECRET. The kernel's tables are filled from here when it loads;
 * `setSecretLiterals` replaces them (a detector set with more prefixes).
 */

export interface SecretLiteral {
  /** 3 to 32 bytes of ASCII. */
  readonly text: string;
  /**
   * Counts only where it ends inside a TOKEN run or directly in front of one (see `shapes.ts`): for
   * prefixes of keys that are long runs of letters and digits. These cost nothing elsewhere, so that
   * there may be hundreds; the others should stay few.
   */
  readonly inToken?: boolean;
  /** Counts only where no letter or digit stands in front (`sk-` is not in `task-based`). */
  readonly atWord?: boolean;
  /** Matches capitals and small letters alike; `text` is then written in small letters. */
  readonly ignoreCase?: boolean;
  /** Counts only when user information and an `@` follow (`scheme://user:password@host`). */
  readonly userinfo?: boolean;
}

const exact = (...texts: string[]): SecretLiteral[] => texts.map((text) => ({ text }));
const anyCase = (...texts: string[]): SecretLiteral[] =>
  texts.map((text) => ({ text, ignoreCase: true }));
const inToken = (...texts: string[]): SecretLiteral[] =>
  texts.map((text) => ({ text, inToken: true }));
const atWord = (...texts: string[]): SecretLiteral[] =>
  texts.map((text) => ({ text, inToken: true, atWord: true }));

export const secretLiterals: readonly SecretLiteral[] = [
  // Cloud providers
  ...inToken('AKIA', 'ASIA', 'ABIA', 'ACCA', 'AIza', 'ya29.', 'GOCSPX-', 'LTAI'),
  ...inToken('AccountKey=', 'SharedAccessKey=', 'dop_v1_', 'doo_v1_', 'dor_v1_'),
  ...atWord('sig=', 'dapi'),
  // Code hosting and packages
  ...inToken('ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'gldt-', 'glrt-'),
  ...inToken('npm_', 'pypi-', 'rubygems_', 'dckr_pat_', 'ATATT3', 'ATBB'),
  // Messaging, payment, mail
  ...inToken('xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xapp-'),
  ...inToken('sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_', 'sq0atp-', 'sq0csp-'),
  ...inToken('shpat_', 'shpss_', 'shpca_', 'hooks.slack.com/', 'discord.com/api/webhooks/'),
  ...atWord('SG.', 'key-'),
  // Models and tools
  ...inToken('lin_api_', 'PMAK-', 'glsa_', 'NRAK-'),
  ...atWord('sk-', 'hf_', 'gsk_', 'r8_', 'hvs.', 'hvb.'),
  // Tokens and keys of no one provider
  ...atWord('eyJ'),
  ...exact('-----BEGIN', 'PuTTY-User-Key-File'),
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
