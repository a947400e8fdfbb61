/**
 * A small Kafka broker for the demo, on the project's own codec: one node, everything in memory,
 * record batches kept as they came, classic consumer groups, SASL/PLAIN with any password.
 */
import { ApiKey } from '../../../proxies/kafka/constants.ts';
import { encodeResponse, readRequestHeader } from '../../../proxies/kafka/framing.ts';
import { decodeBody } from '../../../proxies/kafka/schema/codec.ts';
import { apis } from '../../../proxies/kafka/schema/compile.ts';
import { type FrameServer, serveFrames } from '../frames.ts';
import { apiTable, type Body, BrokerState } from './apis.ts';
import { ErrorCode } from './errors.ts';

const apiVersionsMax = 4;

export class KafkaServer {
  readonly #state = new BrokerState();
  #frames!: FrameServer;

  static async start(port = 0): Promise<KafkaServer> {
    const server = new KafkaServer();
    server.#frames = await serveFrames(port, () => ({
      size: (bytes) => (bytes.length < 4 ? 0 : bytes.readInt32BE(0) + 4),
      handle: async (frame, socket) => {
        const answer = await server.#answer(frame);
        if (answer) socket.write(answer);
      },
    }));
    server.#state.port = server.port;
    return server;
  }

  get port(): number {
    return this.#frames.port;
  }

  /** Tells clients another port than its own, for something that stands in front. */
  advertise(port: number): void {
    this.#state.port = port;
  }

  async close(): Promise<void> {
    this.#state.arrived();
    for (const group of this.#state.groups.values()) group.close();
    await this.#frames.close();
  }

  /** The whole response frame, undefined for a produce request without acknowledgement. */
  async #answer(frame: Buffer): Promise<Buffer | undefined> {
    const { api, version, correlationId, clientId, bodyStart } = readRequestHeader(frame);
    if (api.key === ApiKey.apiVersions) return this.#apiVersions(version, correlationId);
    const entry = apiTable[api.key];
    if (!entry || version > entry.max) throw new Error(`${api.name} version ${version}`);
    const body = decodeBody<Body>('request', api.key, version, frame, bodyStart);
    const answer = await entry.answer(this.#state, { version, clientId, body });
    return answer && encodeResponse(api.key, version, correlationId, answer);
  }

  /** KIP-511: a version that we do not know is answered in version 0 with what we offer. */
  #apiVersions(version: number, correlationId: number): Buffer {
    const known = version <= apiVersionsMax;
    const offered = Object.entries(apiTable).map(([key, { max }]) => ({
      apiKey: Number(key),
      minVersion: apis.get(Number(key))?.versions.min ?? 0,
      maxVersion: max,
    }));
    const apiKeys = [
      ...offered,
      { apiKey: ApiKey.apiVersions, minVersion: 0, maxVersion: apiVersionsMax },
    ];
    const errorCode = known ? ErrorCode.none : ErrorCode.unsupportedVersion;
    return encodeResponse(ApiKey.apiVersions, known ? version : 0, correlationId, {
      errorCode,
      apiKeys,
    });
  }
}
