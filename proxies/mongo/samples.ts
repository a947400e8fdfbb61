/**
 * Which collections the gate has looked into. What is computed from a field (half of a card number,
 * one written backwards) is masked where the field is known for what it holds; so a few documents are
 * read and looked at before a pipeline that computes is let through to a collection for the first time.
 */
import { TidegateError } from '../../core/errors.ts';
import type { PathTable } from '../../core/inspect/paths.ts';
import { limits } from '../../core/limits.ts';
import { type Command, commandOf } from './commands.ts';
import { updatesByPipeline } from './copies.ts';
import { decodeMessage } from './messages.ts';
import { splitNamespace } from './namespaces.ts';
import { askSample, type Question, question } from './questions.ts';
import { type Reading, readingOf } from './readings.ts';
import { Shared } from './shared.ts';

/** Expressions of filters may fail, and the error tells what of. */
const failing = ['$expr', '$where', '$function'].map((name) => Buffer.from(name));

/** Resources that must have been looked into before `command` is let through. */
export function partsIn(command: Command, reading: Reading): readonly string[] {
  const { bytes, body, bodyEnd } = command;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + body, bodyEnd - body);
  const isOpen = failing.some((name) => text.includes(name)) || updatesByPipeline(command);
  return isOpen ? reading.resources : reading.parts;
}

const tables = new Shared<Map<string, number>>();

export class Samples {
  #paths: PathTable;
  /** Resource -> when it was looked into; of all connections of the listener. */
  #taken: Map<string, number>;
  #asked = new Set<string>();
  #ask: (question: Question) => void;

  constructor(paths: PathTable, listener: string, ask: (question: Question) => void) {
    this.#paths = paths;
    this.#taken = tables.get(paths, listener, () => new Map());
    this.#ask = ask;
  }

  /** False while documents of one of `resources` are waited for; asks for them the first time. */
  ready(resources: Iterable<string>): boolean {
    let isReady = true;
    for (const resource of resources) if (!this.#isTaken(resource)) isReady = false;
    return isReady;
  }

  #isTaken(resource: string): boolean {
    const at = this.#taken.get(resource);
    if (at !== undefined && Date.now() - at <= limits.mongo_sample_age_ms_max) return true;
    if (this.#asked.has(resource)) return false;
    const [database, collection] = splitNamespace(resource.slice(resource.indexOf(':') + 1));
    if (database === '' || collection === '' || collection.startsWith('$')) return true;
    this.#asked.add(resource);
    this.#ask(this.#question(database, collection, resource));
    return false;
  }

  #question(database: string, collection: string, resource: string): Question {
    const asked = question(askSample(database, collection), () => {
      this.#asked.delete(resource);
      if (this.#taken.size >= limits.mongo_shared_count_max) this.#taken.clear();
      this.#taken.set(resource, Date.now());
    });
    const ground = { paths: this.#paths, catalog: undefined };
    const reckoned = readingOf(commandOf(decodeMessage(asked.bytes)), ground);
    if ('missing' in reckoned) throw new TidegateError('TG-MONGO-0011', resource);
    return { ...asked, reading: reckoned.reading };
  }
}
