/**
 * Marks by which the gate's own substitutes are known. Detectors let them go: a value that a gate
 * has masked is not found again by the next one.
 */

/** Domain of e-mail tokens. `.invalid` never resolves (RFC 2606, section 2). */
export const MASKED_EMAIL_DOMAIN = 'masked.invalid';

/** What a token starts with where the form of the value is not kept. */
export const TOKEN_PREFIX = 'tok_';

/** What `redact` writes unless the policy says otherwise. */
export const REDACTED_LABEL = '[REDACTED]';
