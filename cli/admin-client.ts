/** Asks a running gate over its admin port. */
import { CommandError, Exit, type Io } from './io.ts';

const answerWithinMs = 5_000;

export class AdminClient {
  #base: URL;
  #headers: Record<string, string>;

  constructor(url: string, tokenEnv: string | undefined, io: Io) {
    if (!URL.canParse(url)) throw new CommandError(`'${url}' is not an address`);
    this.#base = new URL(url);
    const token = tokenEnv === undefined ? undefined : io.env[tokenEnv];
    if (tokenEnv !== undefined && token === undefined) {
      throw new CommandError(`environment variable ${tokenEnv} is not set`);
    }
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  async text(path: string): Promise<string> {
    const response = await this.#fetch(path, AbortSignal.timeout(answerWithinMs));
    return response.text();
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse(await this.text(path));
  }

  /** Calls `onLine` for each line of the audit until the gate ends or the user interrupts. */
  async events(onLine: (line: string) => void): Promise<'ended' | 'interrupted'> {
    const abort = new AbortController();
    const interrupt = () => abort.abort();
    process.once('SIGINT', interrupt);
    try {
      const response = await this.#fetch('/events', abort.signal);
      let rest = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('data: ')) onLine(line.slice(6));
      }
      return 'ended';
    } catch (error) {
      if (abort.signal.aborted) return 'interrupted';
      throw error;
    } finally {
      process.off('SIGINT', interrupt);
    }
  }

  async #fetch(path: string, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.#base), { headers: this.#headers, signal });
    } catch (error) {
      if (signal.aborted && signal.reason?.name !== 'TimeoutError') throw error;
      throw new CommandError(`no gate answers at ${this.#base.origin}`, Exit.upstream);
    }
    if (response.ok) return response;
    throw new CommandError(`${this.#base.origin}${path}: ${(await response.text()).trim()}`);
  }
}
