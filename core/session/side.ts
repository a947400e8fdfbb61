/**
 * One end of a session: a socket, how bytes are read from it and how parts are written to it. The
 * socket is replaced when TLS begins in mid-stream.
 */
import type { Socket } from 'node:net';

/** Parts up to this many bytes are joined into one; beyond it one writev is cheaper than a copy. */
const joinBytesMax = 16 * 1024;

export class Side {
  socket!: Socket;
  bytesWritten = 0;
  /** Reads stop here while the other side cannot take more. */
  #paused = false;
  #onBytes: (chunk: Buffer) => void = () => {};
  #onEnd: () => void = () => {};
  #onDrain: () => void = () => {};
  #onClose: (error?: Error) => void = () => {};
  #error: Error | undefined;

  on(handlers: {
    bytes: (chunk: Buffer) => void;
    end: () => void;
    drain: () => void;
    close: (error?: Error) => void;
  }): void {
    this.#onBytes = handlers.bytes;
    this.#onEnd = handlers.end;
    this.#onDrain = handlers.drain;
    this.#onClose = handlers.close;
  }

  /** Begins to use `socket`. `ownReader`: it already reads into memory of ours (`onread`). */
  attach(socket: Socket, ownReader: boolean): void {
    this.socket = socket;
    socket.on('error', (error) => {
      this.#error = error;
    });
    if (!ownReader) socket.on('data', (chunk: Buffer) => this.#onBytes(chunk));
    socket.on('end', () => this.#onEnd());
    socket.on('drain', () => this.#onDrain());
    socket.on('close', () => {
      if (socket === this.socket) this.#onClose(this.#error);
    });
    if (this.#paused) socket.pause();
    else socket.resume();
  }

  /** Lets go of the socket so that TLS may take it over. */
  detach(): Socket {
    const socket = this.socket;
    socket.pause();
    for (const event of ['data', 'end', 'drain', 'close', 'error']) {
      socket.removeAllListeners(event);
    }
    return socket;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.socket?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.socket?.resume();
  }

  /** True when everything written so far has left the process. */
  get drained(): boolean {
    return this.socket.writableLength === 0;
  }

  get full(): boolean {
    return this.socket.writableNeedDrain;
  }

  write(part: Uint8Array): void {
    if (part.length === 0 || !this.socket?.writable) return;
    this.bytesWritten += part.length;
    this.socket.write(part);
  }

  /** Writes parts as one message: never in pieces that the kernel would send one by one. */
  writeAll(parts: readonly Uint8Array[]): void {
    if (parts.length === 1) {
      this.write(parts[0]);
      return;
    }
    let total = 0;
    for (const part of parts) total += part.length;
    if (total <= joinBytesMax) {
      this.write(Buffer.concat(parts, total));
      return;
    }
    this.socket.cork();
    for (const part of parts) this.write(part);
    this.socket.uncork();
  }

  end(): void {
    if (this.socket?.writable) this.socket.end();
  }
}
