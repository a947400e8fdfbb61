/**
 * The admin port: state for people and machines to read, and the few things that change the gate.
 * Separate from the data ports, loopback unless configured otherwise. Reads are GET, changes are POST
 * and need the token where one is set. A page in a browser can do neither: requests that carry a
 * foreign Origin, or a foreign Host on loopback (DNS rebinding), are refused.
 */
import { timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AdminRoutes {
  /** Prometheus text, and its content type. */
  metrics(): Promise<{ type: string; text: string }>;
  /** False while the gate starts or drains. */
  ready(): boolean;
  /** The configuration in force, secrets removed. */
  config(): unknown;
  connections(): Promise<readonly unknown[]>;
  /** What is wrong with the new configuration, or undefined when it is in force. */
  reload(): Promise<string | undefined>;
  drain(): void;
  /** Subscribes to lines as the audit writes them; returns how to stop. */
  events(listener: (line: string) => void): () => void;
}

export interface AdminOptions {
  /** Port 0 is any free one. */
  readonly bind: { readonly host: string; readonly port: number };
  readonly token?: string;
  readonly routes: AdminRoutes;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly text: string;
}

const body_bytes_max = 4096;
const streams_count_max = 32;
/** A reader that is slower than this many bytes is cut off. */
const stream_bytes_max = 1024 * 1024;

const plain = (status: number, text: string): Answer => ({ status, text: `${text}\n` });
const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  text: `${JSON.stringify(value, null, 2)}\n`,
});

export class AdminServer {
  #options: AdminOptions;
  #server: http.Server;
  #streams = new Set<http.ServerResponse>();

  constructor(options: AdminOptions) {
    this.#options = options;
    this.#server = http.createServer({ requestTimeout: 10_000 }, (request, response) => {
      this.#handle(request, response).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
  }

  /** Resolves to the port that was bound. */
  listen(): Promise<number> {
    const { host, port } = this.#options.bind;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  close(): Promise<void> {
    for (const stream of this.#streams) stream.end();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0];
    const refused = this.#refuse(request, path);
    if (refused) return send(response, refused);
    if (request.method === 'GET' && path === '/events') return this.#stream(response);
    if (request.method === 'POST' && !(await drained(request))) {
      return send(response, plain(413, 'too large'));
    }
    const answer = await this.#answer(request.method ?? '', path);
    send(response, answer ?? plain(404, 'no such path'));
  }

  async #answer(method: string, path: string): Promise<Answer | undefined> {
    const { routes } = this.#options;
    const isChange = path === '/reload' || path === '/drain';
    if (isChange && method !== 'POST') return plain(405, 'POST is wanted');
    if (!isChange && method !== 'GET' && method !== 'HEAD') return plain(405, 'GET is wanted');
    switch (path) {
      case '/':
        return plain(200, '/metrics /healthz /livez /readyz /config /connections /events');
      case '/healthz':
      case '/livez':
        return plain(200, 'ok');
      case '/readyz':
        return routes.ready() ? plain(200, 'ready') : plain(503, 'not ready');
      case '/metrics':
        return { status: 200, ...(await routes.metrics()) };
      case '/config':
        return json(routes.config());
      case '/connections':
        return json(await routes.connections());
      case '/reload': {
        const fault = await routes.reload();
        return fault === undefined ? plain(200, 'reloaded') : plain(422, fault);
      }
      case '/drain':
        routes.drain();
        return plain(202, 'draining');
    }
    return undefined;
  }

  /** Why a request may not be answered at all. */
  #refuse(request: http.IncomingMessage, path: string): Answer | undefined {
    const { host = '', origin } = request.headers;
    if (!this.#isOurHost(host)) return plain(403, 'unknown host');
    if (origin !== undefined && origin !== `http://${host}`) return plain(403, 'foreign origin');
    const { token } = this.#options;
    const isProbe = ['/healthz', '/livez', '/readyz', '/metrics'].includes(path);
    if (token === undefined || isProbe) return undefined;
    if (sameText(request.headers.authorization ?? '', `Bearer ${token}`)) return undefined;
    return plain(401, 'a bearer token is wanted');
  }

  /** On loopback only names of loopback are ours; elsewhere the name is the network's business. */
  #isOurHost(host: string): boolean {
    const { bind } = this.#options;
    const isLoopback = /^(127\.|::1$|localhost$)/.test(bind.host);
    return !isLoopback || /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
  }

  /** Server-sent events: one line of the audit each. */
  #stream(response: http.ServerResponse): void {
    if (this.#streams.size >= streams_count_max) return send(response, plain(503, 'too many'));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': tidegate\n\n');
    this.#streams.add(response);
    const stop = this.#options.routes.events((line) => {
      if (response.writableLength > stream_bytes_max) response.destroy();
      else response.write(`data: ${line}\n\n`);
    });
    response.on('close', () => {
      stop();
      this.#streams.delete(response);
    });
  }
}

function send(response: http.ServerResponse, { status, type, text }: Answer): void {
  response.writeHead(status, {
    'content-type': type ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** Reads a body that nobody needs; false when it is larger than it may be. */
async function drained(request: http.IncomingMessage): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > body_bytes_max) return false;
  }
  return true;
}

/** Compares without telling by time where two texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
