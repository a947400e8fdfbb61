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

export async function startUpstreams(): Promise<Upstreams> {
  const [kafka, mongo, mysql] = await Promise.all([
    KafkaServer.start(),
    MongoServer.start(),
    MysqlServer.start(['shop', 'hr']),
  ]);
  const close = async () => {
    await Promise.all([kafka.close(), mongo.close(), mysql.close()]);
  };
  return { kafka, mongo, mysql, close };
}
