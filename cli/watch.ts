/** Tells when the text of a file changes, however it is changed: written, renamed over, relinked. */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const settleMs = 250;
const pollMs = 5_000;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Watches the folder of `file` (Kubernetes swaps a link there) and looks every few seconds besides,
 * since some file systems tell nothing. Returns how to stop.
 */
export function watchText(
  file: string,
  text: string,
  onChange: (text: string) => void,
): () => void {
  let last = hashOf(text);
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const now = await readFile(file, 'utf8').catch(() => undefined);
    if (now === undefined || hashOf(now) === last) return;
    last = hashOf(now);
    onChange(now);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), settleMs);
    timer.unref();
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(resolve(file)), { persistent: false }, soon);
    watcher.on('error', () => watcher?.close());
  } catch {
    // The poll below is left.
  }
  const poll = setInterval(() => void look(), pollMs);
  poll.unref();
  return () => {
    watcher?.close();
    clearTimeout(timer);
    clearInterval(poll);
  };
}
