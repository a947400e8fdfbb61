/** A gate that runs, in this process or in several, as `run` handles it. */
import { readFileSync } from 'node:fs';
import { formatAddress } from '../core/net/spec.ts';
import type { Loaded } from '../core/policy/load.ts';
import type { AdminRoutes } from '../observe/admin.ts';
import { publicConfig } from '../observe/public-config.ts';
import { Service, type ServiceOptions } from './service.ts';

export interface Running {
  readonly routes: AdminRoutes;
  /** Puts another text of the configuration in force; what is wrong with it, or undefined. */
  reload(text: string): Promise<string | undefined>;
  drain(): Promise<void>;
  /** Called when the process ends without a drain. */
  abandon(): void;
  /** Resolves when the gate can no longer serve, with the reason. */
  readonly failed: Promise<string>;
}

/** Asks this process to end as a supervisor would. */
export const drainByRequest = (): void => void process.kill(process.pid, 'SIGTERM');

/** Starts a gate in this process. */
export async function startHere(loaded: Loaded, options: ServiceOptions): Promise<Running> {
  const service = await Service.start(options);
  for (const [listener, address] of service.gate.addresses) {
    options.log.info({ listener, address: formatAddress(address) }, 'listening');
  }
  const reload = async (text: string) => service.reload(text);
  const { registry } = service.metrics;
  return {
    routes: {
      metrics: async () => ({ type: registry.contentType, text: await registry.metrics() }),
      ready: () => !service.gate.draining,
      config: () => publicConfig(service.loaded.config),
      connections: async () => service.connections(),
      reload: () => reload(readFileSync(loaded.file, 'utf8')),
      drain: drainByRequest,
      events: (listener) => service.onLine(listener),
    },
    reload,
    drain: () => service.drain(),
    abandon: () => service.flushNow(),
    failed: new Promise(() => {}),
  };
}
