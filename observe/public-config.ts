/** A configuration without its secrets, for `/config`, `tidegate config print` and differences. */
import type { Config } from '../core/policy/schema.ts';

const secret = '(secret)';
/** Names whose texts are never shown, wherever they stand. */
const secretName = /pass(word|phrase)?$|secret|token$|credential/i;
const inlineKey = '-----BEGIN ';

/** `scheme://user:password@host` without user and password. */
const withoutCredentials = (text: string): string => text.replace(/\/\/[^/@\s]*@/g, '//');

function shown(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    if (secretName.test(name) || value.startsWith(inlineKey)) return secret;
    return withoutCredentials(value);
  }
  if (Array.isArray(value)) return value.map((entry) => shown(entry, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shown(entry, key)]));
}

/** Cases hold sample values, which may be real ones: only their number is shown. */
const count = (cases: readonly unknown[] | undefined): string | undefined =>
  cases && cases.length > 0 ? `(${cases.length} cases)` : undefined;

export function publicConfig(config: Config): Record<string, unknown> {
  const { keys, tests, policies, ...rest } = config;
  return {
    ...(shown(rest, '') as object),
    // `with: token` and the names of keys are no secrets.
    policies: policies.map((policy) => ({ ...policy, tests: count(policy.tests) })),
    keys: Object.fromEntries(Object.keys(keys).map((name) => [name, secret])),
    tests: count(tests),
  };
}
