/**
 * Loaded into the gate's process alone (`node --import`): gives it the addresses of the servers' names,
 * as a network's own resolver would, from the JSON file that TIDEGATE_TEST_HOSTS names. The names end
 * in .invalid (RFC 6761), so no other process can resolve one, and a client that is handed a server's
 * own address instead of the gate's fails.
 */
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const file = process.env.TIDEGATE_TEST_HOSTS ?? '';

/** Read at every look-up: a server that was started again may have a new address. */
function addressOf(name: string): string | undefined {
  const hosts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return Object.hasOwn(hosts, name) ? hosts[name] : undefined;
}

type Done = (error: Error | null, address?: unknown, family?: number) => void;
const lookup = dns.lookup as unknown as (name: string, options: unknown, done: Done) => void;
const lookupPromise = dns.promises.lookup as (name: string, options?: unknown) => Promise<unknown>;

function patchedLookup(name: string, options: unknown, done?: Done): void {
  const callback = (typeof options === 'function' ? options : done) as Done;
  const address = addressOf(name);
  if (address === undefined) {
    lookup(name, typeof options === 'function' ? {} : options, callback);
    return;
  }
  const all = typeof options === 'object' && options !== null && 'all' in options && options.all;
  if (all) process.nextTick(callback, null, [{ address, family: 4 }]);
  else process.nextTick(callback, null, address, 4);
}

async function patchedLookupPromise(name: string, options?: unknown): Promise<unknown> {
  const address = addressOf(name);
  if (address === undefined) return lookupPromise(name, options);
  const all = typeof options === 'object' && options !== null && 'all' in options && options.all;
  return all ? [{ address, family: 4 }] : { address, family: 4 };
}

if (file !== '') {
  Object.assign(dns, { lookup: patchedLookup });
  Object.assign(dns.promises, { lookup: patchedLookupPromise });
  syncBuiltinESMExports();
}
