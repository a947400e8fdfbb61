/** What the gate reads from, or changes in, responses without records. */
import type { ConversationContext } from '../../core/protocol.ts';
import { ApiKey, ErrorCode } from './constants.ts';
import { responseBodyStart } from './framing.ts';
import { type Addresses, carriesAddresses, narrowApiVersions } from './negotiate.ts';
import { Patches } from './patches.ts';
import type { Expected } from './replies.ts';
import type { SaslExchange } from './sasl.ts';
import { decodeBody, type KafkaStruct } from './schema/codec.ts';
import { type TopicIds, teachesTopics } from './topics.ts';

const own: ReadonlySet<number> = new Set([
  ApiKey.apiVersions,
  ApiKey.saslHandshake,
  ApiKey.saslAuthenticate,
]);
const noScratch = new Uint8Array(0);

export class ResponseReader {
  #context: ConversationContext;
  #topics: TopicIds;
  #sasl: SaslExchange;
  #addresses: Addresses;
  #patches = new Patches();

  constructor(
    context: ConversationContext,
    topics: TopicIds,
    sasl: SaslExchange,
    addresses: Addresses,
  ) {
    this.#context = context;
    this.#topics = topics;
    this.#sasl = sasl;
    this.#addresses = addresses;
  }

  /** Whether there is anything to read or change in such a response. */
  concerns(key: number, version: number): boolean {
    return own.has(key) || carriesAddresses(key, version) || teachesTopics(key, version);
  }

  /** Reads a response; gives what goes on in its place, or undefined where it goes on as it is. */
  read(expected: Expected, bytes: Uint8Array): Uint8Array[] | undefined {
    const { key, version } = expected;
    const start = responseBodyStart(bytes, key, version);
    if (key === ApiKey.apiVersions) return this.#apiVersions(version, bytes, start);
    if (own.has(key)) {
      this.#authentication(key, version, bytes, start);
      return undefined;
    }
    if (teachesTopics(key, version)) this.#topics.learn(key, version, bytes, start);
    if (!carriesAddresses(key, version)) return undefined;
    this.#patches.clear();
    this.#addresses.rewrite(key, version, bytes, start, this.#patches);
    return this.#apply(bytes);
  }

  #apply(bytes: Uint8Array): Uint8Array[] | undefined {
    if (this.#patches.isEmpty) return undefined;
    const allocate = (size: number) => this.#context.allocate(size);
    return [this.#patches.apply(bytes, noScratch, allocate)];
  }

  #apiVersions(version: number, bytes: Uint8Array, start: number): Uint8Array[] | undefined {
    this.#patches.clear();
    const range = { start, end: bytes.length };
    this.#patches.replace(range, narrowApiVersions(version, bytes, start));
    return this.#apply(bytes);
  }

  #authentication(key: number, version: number, bytes: Uint8Array, start: number): void {
    const body = decodeBody<KafkaStruct>('response', key, version, bytes, start);
    if (body.errorCode !== ErrorCode.none) return;
    if (key === ApiKey.saslHandshake) this.#sasl.agreed(version);
    else this.token(body.authBytes as Uint8Array);
  }

  /** A token from the server, which may end the exchange. */
  token(bytes: Uint8Array): void {
    const user = this.#sasl.accepted(bytes);
    if (user !== undefined) this.#context.identify(user);
  }
}
