/**
 * Who logs in. The user's name is read from what the client sends, and told only after the server
 * has said yes. Passwords and tokens are neither kept nor looked at. Source: driver specification
 * "Authentication".
 */
import { Binary, type Document, isDocument, type Value } from './bson/values.ts';

/** A login that has begun. */
export interface Attempt {
  /** Name as policy sees it: the user alone for `admin` and `$external`, else `database.user`. */
  readonly identity: string;
}

/** Databases whose users are known by their bare names. */
const commonDatabases: ReadonlySet<string> = new Set(['admin', '$external', '']);

function qualified(user: string, database: string): string {
  return user === '' || commonDatabases.has(database) ? user : `${database}.${user}`;
}

function payloadText(payload: Value): string {
  if (typeof payload === 'string') return payload;
  if (!(payload instanceof Binary)) return '';
  return Buffer.from(payload.bytes).toString('utf8');
}

/** `n=` of SCRAM's client-first message (RFC 5802 section 5.1), with `=2C` and `=3D` undone. */
function scramUser(text: string): string {
  const match = /^[nyp][^,]*,[^,]*,n=([^,]*),/.exec(text);
  return match ? match[1].replaceAll('=2C', ',').replaceAll('=3D', '=') : '';
}

/** authzid NUL authcid NUL passwd (RFC 4616); only the second part is taken. */
function plainUser(text: string): string {
  return text.split('\0', 2)[1] ?? '';
}

/** The attempt in a `saslStart` or `authenticate` body, or in `speculativeAuthenticate`. */
export function attemptOf(body: Document, database: string): Attempt {
  const source = typeof body.db === 'string' ? body.db : database;
  const mechanism = typeof body.mechanism === 'string' ? body.mechanism : '';
  if ('authenticate' in body) {
    const user = typeof body.user === 'string' ? body.user : '';
    return { identity: qualified(user, '$external') };
  }
  const text = payloadText(body.payload);
  if (mechanism.startsWith('SCRAM-')) return { identity: qualified(scramUser(text), source) };
  if (mechanism === 'PLAIN') return { identity: qualified(plainUser(text), source) };
  // Tokens and signed requests name nobody that the server has confirmed.
  return { identity: '' };
}

/** The attempt that a hello carries ahead, if any. */
export function speculativeAttempt(hello: Document): Attempt | undefined {
  const body = hello.speculativeAuthenticate;
  return isDocument(body) ? attemptOf(body, 'admin') : undefined;
}

const isTrue = (value: Value): boolean => value === true || Number(value ?? 0) === 1;

/**
 * The identity that the server confirms in `reply`, undefined while it has not. `whole` is false for
 * the part of a hello reply, which has no `ok` of its own.
 */
export function confirmed(attempt: Attempt, reply: Document, whole = true): string | undefined {
  if (whole && !isTrue(reply.ok)) return undefined;
  // X.509 answers with the user's name, SASL with `done`.
  if (typeof reply.user === 'string' && 'dbname' in reply) return reply.user;
  if ('conversationId' in reply || 'done' in reply) {
    return isTrue(reply.done) ? attempt.identity : undefined;
  }
  return whole ? attempt.identity : undefined;
}
