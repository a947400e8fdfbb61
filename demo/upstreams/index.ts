/** The three servers of the demo. */
import { KafkaServer } from './kafka/server.ts';
import { MongoServer } from './mongo/server.ts';
import { MysqlServer } from './mysql/server.ts';

export interface Upstreams {
  readonly kafka: KafkaServer;
  readonly mongo: MongoServer;
  readonly mysql: MysqlServer;
  close(): Promise<void>;
}

/** @param ports where each listens; any free port where it is not given */
export async function startUpstreams(
  ports: { kafka?: number; mongo?: number; mysql?: number } = {},
): Promise<Upstreams> {
  const [kafka, mongo, mysql] = await Promise.all([
    KafkaServer.start(ports.kafka),
    MongoServer.start(ports.mongo),
    MysqlServer.start(['shop', 'hr'], ports.mysql),
  ]);
  const close = async () => {
    await Promise.all([kafka.close(), mongo.close(), mysql.close()]);
  };
  return { kafka, mongo, mysql, close };
}
