/** Where a scan reads from: ordinary clients, read-only, a sample unless all is asked for. */
import { CommandError, Exit, type Streams } from '../io.ts';
import type { ReadRequest, SaslMechanism, ValueSource } from './request.ts';

export interface SourceOptions {
  readonly from?: string;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly tls?: boolean;
  readonly sasl: SaslMechanism;
  readonly limit: number;
  readonly all?: boolean;
}

type Open = (request: ReadRequest) => Promise<ValueSource>;

/** Drivers are loaded when they are needed. */
const readers: Readonly<Record<string, () => Promise<Open>>> = {
  kafka: async () => (await import('./kafka.ts')).openTopic,
  mongo: async () => (await import('./mongo.ts')).openCollection,
  mysql: async () => (await import('./mysql.ts')).openTable,
};

/** Opens `kafka:TOPIC`, `mongo:DB.COLLECTION` or `mysql:DB.TABLE`. */
export async function openSource(
  target: string,
  options: SourceOptions,
  env: Streams['env'],
): Promise<ValueSource> {
  const [, protocol, name] = /^([a-z]+):(.+)$/.exec(target) ?? [];
  const reader = protocol && readers[protocol];
  if (!reader) {
    throw new CommandError(`'${target}' is not kafka:TOPIC, mongo:DB.COLLECTION or mysql:DB.TABLE`);
  }
  if (!options.from) throw new CommandError('--from names the server');
  const { passwordEnv } = options;
  const password = passwordEnv === undefined ? undefined : env[passwordEnv];
  if (passwordEnv !== undefined && password === undefined) {
    throw new CommandError(`environment variable ${passwordEnv} is not set`);
  }
  const open = await reader();
  try {
    return await open({
      server: options.from,
      name,
      user: options.user,
      password,
      tls: options.tls ?? false,
      sasl: options.sasl,
      limit: options.limit,
      all: options.all ?? false,
    });
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `${protocol} at ${hostOf(options.from)}: ${(error as Error).message}`,
      Exit.upstream,
    );
  }
}

/** The server without credentials. */
const hostOf = (server: string): string => server.replace(/^([a-z+]+:\/\/)[^/@]*@/, '$1');
