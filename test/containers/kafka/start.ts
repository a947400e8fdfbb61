/** Real Apache Kafka: a KRaft cluster of one or more nodes (each broker and controller). */
import { join } from 'node:path';
import { Server, type ServerNetwork } from '../server.ts';

/** Listeners of every broker; see start.sh for what each advertises. */
export const kafkaPorts = { gate: 9092, sasl: 9093, direct: 9095, tls: 9096 } as const;

/** Users that PLAIN and SCRAM know on the sasl and tls listeners. */
export const kafkaUsers = { alice: 'alice-secret', bob: 'bob-secret' } as const;

export interface KafkaOptions {
  image: string;
  nodes: number;
  /** Also a SASL_SSL listener; its certificate is its own authority and names the broker. */
  tls?: boolean;
}

export class KafkaCluster {
  readonly brokers: Server[];

  private constructor(brokers: Server[]) {
    this.brokers = brokers;
  }

  static async start(network: ServerNetwork, options: KafkaOptions): Promise<KafkaCluster> {
    const ids = Array.from({ length: options.nodes }, (_, index) => index + 1);
    const voters = ids.map((id) => `${id}@${brokerName(id)}:9094`).join(',');
    const brokers = await Promise.all(
      ids.map((id) =>
        Server.launch(network, {
          image: options.image,
          name: brokerName(id),
          script: join(import.meta.dirname, 'start.sh'),
          port: kafkaPorts.gate,
          environment: {
            NODE_ID: String(id),
            VOTERS: voters,
            REPLICAS: String(Math.min(options.nodes, 3)),
            TLS: options.tls === true ? '1' : '',
          },
        }),
      ),
    );
    await Promise.all(brokers.map((broker) => broker.ready()));
    return new KafkaCluster(brokers);
  }

  /** Addresses that answer straight, with addresses of their own kind; for comparing, never for clients. */
  get direct(): string[] {
    return this.brokers.map((broker) => `${broker.address}:${kafkaPorts.direct}`);
  }

  /** Addresses to put into the gate's configuration. */
  upstreams(listener: keyof typeof kafkaPorts): string[] {
    return this.brokers.map((broker) => `${broker.name}:${kafkaPorts[listener]}`);
  }

  /** Certificates of all brokers, PEM. */
  async certificates(): Promise<string> {
    const pems = this.brokers.map((broker) => broker.exec(['cat', '/tmp/tidegate/ca.pem']));
    return (await Promise.all(pems)).join('');
  }
}

function brokerName(id: number): string {
  return `broker-${id}.tidegate.invalid`;
}
