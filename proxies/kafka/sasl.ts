/**
 * Who the client is, read along with its SASL exchange and believed only once the server has
 * accepted it. PLAIN (RFC 4616), SCRAM (RFC 5802) and OAUTHBEARER (RFC 7628) name the user in the
 * client's first message; other mechanisms pass unread, and leave the client without a name.
 *
 * Since SaslHandshake version 1 tokens travel in SaslAuthenticate; after version 0 they are bare,
 * a length and bytes (protocol guide, "SASL Authentication Sequence").
 */
import { TidegateError } from '../../core/errors.ts';

/** Tokens that the client sends in one exchange. */
const clientTokens: Readonly<Record<string, number>> = {
  PLAIN: 1,
  OAUTHBEARER: 1,
  'SCRAM-SHA-256': 2,
  'SCRAM-SHA-512': 2,
};

export class SaslExchange {
  #mechanism = '';
  #isBare = false;
  #user = '';
  #tokensLeft = 0;
  #isFirst = true;

  /** True while the client's next bytes are a bare token. */
  get expectsToken(): boolean {
    return this.#isBare && this.#tokensLeft > 0;
  }

  /** The client asks for a mechanism. Throws where bare tokens of it could not be told from requests. */
  handshake(mechanism: string, version: number): void {
    if (version === 0 && clientTokens[mechanism] === undefined) {
      throw new TidegateError('TG-KAFKA-0013', 'mechanism needs SaslHandshake version 1');
    }
    this.#mechanism = mechanism;
    this.#isBare = false;
    this.#isFirst = true;
    this.#user = '';
  }

  /** The server agreed to the mechanism. */
  agreed(version: number): void {
    this.#isBare = version === 0;
    this.#tokensLeft = clientTokens[this.#mechanism] ?? 0;
  }

  /** A token from the client. */
  token(bytes: Uint8Array): void {
    if (this.#tokensLeft > 0) this.#tokensLeft--;
    if (!this.#isFirst) return;
    this.#isFirst = false;
    this.#user = userOf(this.#mechanism, Buffer.from(bytes).toString('utf8'));
  }

  /** A token from the server. Gives the user where it ends the exchange with a yes, else undefined. */
  accepted(bytes: Uint8Array): string | undefined {
    if (this.#user === '') return undefined;
    const text = Buffer.from(bytes).toString('latin1');
    // SCRAM's last message carries the verifier; OAUTHBEARER answers a refusal with a challenge.
    if (this.#mechanism.startsWith('SCRAM') && !/(^|,)v=/.test(text)) return undefined;
    if (this.#mechanism === 'OAUTHBEARER' && text !== '') return undefined;
    return this.#user;
  }
}

function userOf(mechanism: string, message: string): string {
  if (mechanism === 'PLAIN') return message.split('\0')[1] ?? '';
  if (mechanism.startsWith('SCRAM')) {
    const name = /(?:^|,)n=([^,]*)/.exec(message.replace(/^[^,]*,[^,]*,/, ''))?.[1] ?? '';
    return name.replace(/=2C/g, ',').replace(/=3D/g, '=');
  }
  if (mechanism === 'OAUTHBEARER') return subjectOf(message);
  return '';
}

/** The `sub` claim of a bearer token, Kafka's principal by default; unsigned until the server agrees. */
function subjectOf(message: string): string {
  const token = /auth=Bearer ([^\u0001]+)/i.exec(message)?.[1] ?? '';
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims?.sub === 'string' ? claims.sub : '';
  } catch {
    return '';
  }
}
