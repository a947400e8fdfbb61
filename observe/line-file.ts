/**
 * Appends lines to a file, buffered and asynchronous, so that no event waits for a disk. Where the disk
 * is slower than the events, a line is written at once instead; where it is full, lines are held and
 * written again, up to a bound.
 */
import { closeSync, openSync, write, writeSync } from 'node:fs';

const flushAfterMs = 200;
const flush_units_min = 64 * 1024;
const held_units_max = 16 * 1024 * 1024;
const retryAfterMs = 1_000;

export interface LineFileOptions {
  /** Path, or `-` for stdout. */
  readonly file: string;
  readonly onError?: (error: Error) => void;
}

export class LineFile {
  readonly file: string;
  /** Writes that failed, whose lines are written again, and lines beyond what is held. */
  errors = 0;
  /** When the last write failed, in ms of `performance.now`; undefined while they succeed. */
  #failedAt: number | undefined;
  #fd: number;
  #lines: string[] = [];
  #units = 0;
  #writing = false;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];
  #onError: (error: Error) => void;

  /** Opens the file for appending, readable by its owner and group only. */
  constructor({ file, onError = () => {} }: LineFileOptions) {
    this.file = file;
    this.#fd = file === '-' ? 1 : openSync(file, 'a', 0o640);
    this.#onError = onError;
  }

  append(line: string): void {
    if (this.#units >= held_units_max) {
      if (!this.#isFailing()) this.flushNow();
      if (this.#units >= held_units_max) {
        this.errors++;
        return;
      }
    }
    this.#lines.push(line);
    this.#units += line.length + 1;
    if (this.#failedAt !== undefined) this.#timer ??= this.#retry();
    else if (this.#units >= flush_units_min) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), flushAfterMs).unref();
  }

  /** Resolves when all that was appended is in the file. */
  flush(): Promise<void> {
    this.#flush();
    if (!this.#writing) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Writes all that is held before it returns: for the end of the process. */
  flushNow(): void {
    const bytes = this.#take();
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(this.#fd, bytes, at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
        this.#failed(error as Error, bytes.subarray(at));
        return;
      }
    }
    if (bytes.length > 0) this.#failedAt = undefined;
  }

  /** Opens the file anew, after it was moved away (log rotation). No line is lost between the two. */
  reopen(): void {
    if (this.#fd === 1) return;
    let next: number;
    try {
      next = openSync(this.file, 'a', 0o640);
    } catch (error) {
      this.errors++;
      this.#onError(error as Error);
      return;
    }
    const old = this.#fd;
    this.#fd = next;
    if (this.#writing) this.#idle.push(() => closeSync(old));
    else closeSync(old);
  }

  async close(): Promise<void> {
    await this.flush();
    this.flushNow();
    if (this.#fd !== 1) closeSync(this.#fd);
  }

  #take(): Buffer {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) return Buffer.alloc(0);
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    this.#units = 0;
    return Buffer.from(text, 'utf8');
  }

  #flush(): void {
    if (this.#writing) return;
    const bytes = this.#take();
    if (bytes.length === 0) return;
    this.#writing = true;
    this.#write(bytes, 0);
  }

  #write(bytes: Buffer, at: number): void {
    write(this.#fd, bytes, at, bytes.length - at, null, (error, written) => {
      if (error) this.#failed(error, bytes.subarray(at));
      else if (at + written < bytes.length) return this.#write(bytes, at + written);
      else this.#failedAt = undefined;
      this.#writing = false;
      if (!error && this.#units >= flush_units_min) this.#flush();
      if (this.#writing) return;
      const idle = this.#idle;
      this.#idle = [];
      for (const resolve of idle) resolve();
    });
  }

  /** Takes back what could not be written, before what has come since. */
  #failed(error: Error, rest: Buffer): void {
    this.errors++;
    this.#failedAt = performance.now();
    if (rest.length > 0) {
      const text = rest.toString('utf8').replace(/\n$/, '');
      this.#lines.unshift(text);
      this.#units += text.length + 1;
      this.#timer ??= this.#retry();
    }
    this.#onError(error);
  }

  #isFailing(): boolean {
    return this.#failedAt !== undefined && performance.now() - this.#failedAt < retryAfterMs;
  }

  #retry(): NodeJS.Timeout {
    return setTimeout(() => this.#flush(), retryAfterMs).unref();
  }
}
