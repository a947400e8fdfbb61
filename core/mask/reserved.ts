/**
 * Marks by which the gate's own substitutes are known. Detectors let them go: a value that a gate
 * has masked is not found again by the next one.
 */

/** Domain of e-mail tokens. `.invalid` never resolves (RFC 2606, section 2). */
export const MASKED_EMAIL_DOMAIN = 'masked.invalid';

/** What a token starts with where the form of the value is not kept. */
export const TOKEN_PREFIX = 'tok_';

/** What the mask `hash` writes in front of the encoded digest. */
export const HASH_PREFIX = 'hash_';

/** What `redact` writes unless the policy says otherwise. */
export const REDACTED_LABEL = '[REDACTED]';

const marked = new RegExp(`^(?:${TOKEN_PREFIX}|${HASH_PREFIX})[a-z2-7]{16,51}$`);

/** True for what `token` and `hash` write: their mark, and base32 behind it to the end. */
export const isSubstitute = (text: string): boolean => marked.test(text);
