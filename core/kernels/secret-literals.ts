/**
 * Texts whose presence raises SECRET. The kernel's tables are filled from here when it loads;
 * `setSecretLiterals` replaces them (a detector set with more prefixes).
 */

export interface SecretLiteral {
  /** 3 to 32 bytes of ASCII. */
  readonly text: string;
  /**
   * Counts only where it ends inside a TOKEN run or at most four bytes before one (see `shapes.ts`): for
   * prefixes of keys that are long runs of letters and digits. These cost nothing elsewhere, so that
   * there may be hundreds. Of those that are neither this nor `named` nor begin with `$` or `:` there
   * should be few: each makes every text a little dearer.
   */
  readonly inToken?: boolean;
  /**
   * Counts only as a name in front of `:`, `=`, `>` or `$`: within 64 bytes, with none of : = > $ "
   * between, where up to eight spaces, quotes, brackets and backslashes directly in front of the mark are
   * overlooked. Costs nothing where no such mark stands.
   */
  readonly named?: boolean;
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
const named = (...texts: string[]): SecretLiteral[] =>
  texts.map((text) => ({ text, named: true, ignoreCase: true }));
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
  ...exact('-----BEGIN', 'amzn.mws.'),
  ...inToken('PuTTY-User-Key-File'),
  { text: '://', userinfo: true },
  ...anyCase('bearer', 'basic ', 'basic\t', 'identified ', 'password '),
  // Commands that are given a password
  ...exact('curl -', 'mysql -', 'sshpass -', 'docker login '),
  // Password hashes: bcrypt, argon2, crypt(3), scrypt, PBKDF2
  ...exact('$2a$', '$2b$', '$2x$', '$2y$', '$argon2', '$1$', '$5$', '$6$', '$y$', '$7$', '$apr1$'),
  ...exact('$P$', '$H$', '$S$', '$8$', '$9$', '$scrypt', '$pbkdf2', '$md5', '$sha1$'),
  ...inToken('{SSHA', '{CRYPT}'),
  ...named('pbkdf2_sha'),
  // Names in front of secrets
  ...named('pass', 'pwd', 'secret', 'key', 'cred', 'token', 'auth', 'kind'),
  ...named('senha', 'clave', 'contrase', 'kennwort', 'wachtwoord', 'adgangskode', 'salasana'),
  ...named('parola', 'heslo', 'jelsz', 'lozinka', 'senord', 'sifre', 'otp', 'sess', 'cookie'),
];

/** Bounds that the kernel's tables set. */
export const secretLiteralBounds = { bytesMin: 3, bytesMax: 32, countMax: 512 } as const;
