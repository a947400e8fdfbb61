/** The keys of a configuration, as bytes. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { key_bytes_min } from '../mask/keyed.ts';
import type { KeyRing } from '../mask/mask.ts';
import type { Config } from './schema.ts';
import type { Source } from './source.ts';

const hex = /^([0-9a-f]{2})+$/i;
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Bytes of a text in an encoding; undefined where it is not in it. */
function decode(text: string, encoding: string): Buffer | undefined {
  if (encoding === 'hex') return hex.test(text) ? Buffer.from(text, 'hex') : undefined;
  if (encoding === 'base64') return base64.test(text) ? Buffer.from(text, 'base64') : undefined;
  return Buffer.from(text, 'utf8');
}

function bytesOf(key: Config['keys'][string], folder: string): Buffer | string {
  if (typeof key === 'string') {
    const [, encoding, text] = /^(hex|base64):(.*)$/s.exec(key) ?? ['', 'utf8', key];
    return decode(text.trim(), encoding) ?? `is not ${encoding}`;
  }
  try {
    const bytes = readFileSync(resolve(folder, key.file));
    if (key.encoding === 'raw') return bytes;
    return decode(bytes.toString('utf8').trim(), key.encoding) ?? `is not ${key.encoding}`;
  } catch (error) {
    return `cannot be read: ${(error as NodeJS.ErrnoException).code}`;
  }
}

/** Reads all keys; a fault for each that is too short or cannot be read. */
export function readKeys(keys: Config['keys'], folder: string, source: Source): KeyRing {
  const ring = new Map<string, Uint8Array>();
  for (const [name, key] of Object.entries(keys)) {
    const bytes = bytesOf(key, folder);
    if (typeof bytes === 'string') {
      source.add(['keys', name], `key '${name}' ${bytes}`);
    } else if (bytes.length < key_bytes_min) {
      source.add(['keys', name], `key '${name}' is shorter than ${key_bytes_min} bytes`);
    } else {
      ring.set(name, bytes);
    }
  }
  return ring;
}
