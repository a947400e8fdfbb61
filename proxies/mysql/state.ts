/**
 * What one connection has agreed and done so far: capabilities, default schema, prepared statements,
 * user variables, and the queue of replies that the server still owes. Replies are matched to this
 * queue and never to a "current command", for clients send the next before the last is answered.
 */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { Ascii } from './ascii.ts';
import { Capability, lastPreparedId, MariaCapability } from './constants.ts';
import { emptyFacts, type Facts, type TableUse } from './facts.ts';
import { readFacts } from './lineage.ts';

import { Lineage } from './origins.ts';
import type { Column } from './packets.ts';
import type { Result } from './results.ts';
import { opaqueFacts, Sources } from './sources.ts';

/** A statement prepared by COM_STMT_PREPARE. */
export interface Statement {
  /** Undefined until the server has answered. */
  id: number | undefined;
  facts: Facts;
  /** Its result's columns as the server described them last; undefined until it has. */
  columns: readonly Column[] | undefined;
  /** Number of its parameters; undefined until the server has answered. */
  parameters: number | undefined;
  /** Types of its parameters as they were bound last. */
  parameterTypes: readonly number[] | undefined;
  /** Refused by us or by the server: it can not be executed. */
  refused: boolean;
  /** Written values sent ahead were blocked: the next execution is refused. */
  tainted: boolean;
}

export const ReplyKind = {
  /** OK, ERR, text rows, LOCAL INFILE; any number of results. */
  query: 0,
  /** The same with binary rows. */
  execute: 1,
  /** Binary rows of an open cursor, without column definitions. */
  fetch: 2,
  prepare: 3,
  fieldList: 4,
  /** One packet. */
  single: 5,
  /** An answer of our own that waits for its turn. */
  ours: 6,
} as const;
export type ReplyKind = (typeof ReplyKind)[keyof typeof ReplyKind];

export const Stage = {
  /** The first packet of a reply or of its next result. */
  first: 0,
  rows: 1,
  /** The server waits for a file of the client's. */
  infile: 2,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];

export interface Reply {
  readonly kind: ReplyKind;
  readonly lineage: Lineage;
  readonly statement: Statement | undefined;
  stage: Stage;
  result: Result | undefined;
  /** Number of results and OKs before. */
  results: number;
  /** The last packet that passed unread ended in the middle of a payload. */
  continued: boolean;
  /** How far our sequence ids are from the server's: rows left out, packets put in. */
  delta: number;
  /** The client has its error already: what the server still says is read and left out. */
  swallow: boolean;
  /** Sequence id of the server's next packet. */
  expected: number;
  /** Sequence id of the last packet that the client has of it. */
  sequence: number;
  /** Schema that becomes the default one if the server says OK. */
  schema: string | undefined;
  /** The session is as new once the server says OK. */
  resets: boolean;
  /** Tables of this connection alone that there are once the server says OK. */
  makes: readonly string[];
  /** Answer of our own, framed. */
  answer: Uint8Array | undefined;
}

const schemasCountMax = 16;

function newReply(
  kind: ReplyKind,
  lineage: Lineage,
  firstSequence: number,
  statement?: Statement,
): Reply {
  return {
    kind,
    lineage,
    statement,
    stage: kind === ReplyKind.fetch ? Stage.rows : Stage.first,
    result: undefined,
    results: 0,
    continued: false,
    delta: 0,
    swallow: false,
    expected: firstSequence,
    sequence: 0,
    schema: undefined,
    resets: false,
    makes: [],
    answer: undefined,
  };
}

export class State {
  capabilities = 0;
  mariaCapabilities = 0;
  serverVersion = '';
  /** Possible default schemas: the last one known, and those that later commands ask for. */
  schemas: string[] = [];
  readonly statements = new Map<number, Statement>();
  /** Tables of this connection alone, as `tableKey` names them. */
  readonly temporaries = new Set<string>();
  readonly replies: Reply[] = [];
  lastPrepared: Statement | undefined;
  /** LOCAL INFILE: the client sends packets of a file until an empty one. */
  infile: Reply | undefined;
  /** Sequence id with which the reply to the command at hand begins. */
  replySequence = 1;
  /** Packets of our own for the server. */
  readonly forServer: Uint8Array[] = [];
  /** They must not leave yet: TLS towards the server has only been asked for. */
  #heldForTls = false;
  ambiguousCharset = false;
  /** Stands for a packet that no command asked for. */
  readonly unasked: Reply = newReply(ReplyKind.single, new Lineage(emptyFacts(), []), 0);
  #sources = new Sources();

  /**
   * Keeps packets for the server until TLS is up. The session asks for them at once when TLS begins,
   * and again when it is done, which takes the server at least one answer.
   */
  holdForTls(packet: Uint8Array): void {
    this.forServer.push(packet);
    this.#heldForTls = true;
    queueMicrotask(() => {
      this.#heldForTls = false;
    });
  }

  /** The next packet of our own for the server. */
  nextForServer(): Uint8Array | undefined {
    return this.#heldForTls ? undefined : this.forServer.shift();
  }

  get deprecatesEof(): boolean {
    return (this.capabilities & Capability.deprecateEof) !== 0;
  }
  get tracks(): boolean {
    return (this.capabilities & Capability.sessionTrack) !== 0;
  }
  get extendedMetadata(): boolean {
    return (this.mariaCapabilities & MariaCapability.extendedMetadata) !== 0;
  }
  get progress(): boolean {
    return (this.mariaCapabilities & MariaCapability.progress) !== 0;
  }

  /** Puts a reply that the server owes at the end of the queue. */
  expect(kind: ReplyKind, lineage: Lineage = this.plainLineage(), statement?: Statement): Reply {
    if (this.replies.length >= limits.mysql_in_flight_count_max) {
      throw new TidegateError('TG-MYSQL-0012', 'commands in flight');
    }
    const reply = newReply(kind, lineage, this.replySequence, statement);
    this.replies.push(reply);
    return reply;
  }

  /** Puts an answer of our own at the end of the queue. */
  answer(bytes: Uint8Array): void {
    this.expect(ReplyKind.ours).answer = bytes;
  }

  /** Lineage of commands that name nothing. */
  plainLineage(): Lineage {
    return new Lineage(noFacts, this.schemas);
  }

  /** The server has said which schema is the default one now; later commands may change it. */
  enterSchema(schema: string): void {
    this.schemas = [schema];
    for (const { schema: later } of this.replies) {
      if (later !== undefined) this.mayEnterSchema(later);
    }
  }

  /** A schema that a later command may find as the default one. */
  mayEnterSchema(schema: string): void {
    if (this.schemas.includes(schema)) return;
    if (this.schemas.length >= schemasCountMax) this.schemas = this.schemas.slice(1);
    this.schemas = [...this.schemas, schema];
  }

  /** The session is as new: COM_RESET_CONNECTION, COM_CHANGE_USER. */
  reset(): void {
    this.statements.clear();
    this.lastPrepared = undefined;
    this.temporaries.clear();
    this.#sources = new Sources();
  }

  /** Facts of the statement text in [start, end). */
  read(bytes: Uint8Array, start: number, end: number): Facts {
    const facts = readFacts(bytes, start, end, this.serverVersion);
    if (facts.ambiguousCharset) this.ambiguousCharset = true;
    if (!this.ambiguousCharset || !hasAmbiguousPair(bytes, start, end)) return facts;
    return { ...facts, opaque: true };
  }

  /** What runs when a statement of these facts runs now; see `Sources`. */
  lineageOf(facts: Facts): Lineage {
    for (const schema of facts.uses) this.mayEnterSchema(schema);
    const read = (text: Buffer): Facts => this.read(text, 0, text.length);
    const whole = this.#sources.compose(facts, read);
    const parts = facts.parts?.map(
      (part) => new Lineage(this.#sources.compose(part, read), this.schemas),
    );
    return new Lineage(whole, this.schemas, parts);
  }

  /** Name of a table as this connection says it now. */
  tableKey({ schema, name }: TableUse): string {
    return `${schema === '' ? this.schemas.join('|') : schema}.${name}`.toLowerCase();
  }

  /** The tables that a statement makes for this connection alone, if it does nothing else. */
  madeBy({ keeps, temporaries, tables }: Facts): readonly string[] {
    const { targets, defines, statements } = keeps;
    if (temporaries.size === 0 || targets.length > 0 || defines || statements > 1) return [];
    if (this.temporaries.size >= limits.mysql_variables_count_max) return [];
    const made = tables.filter(({ operation }) => operation === 'admin');
    return made.map((table) => this.tableKey(table));
  }

  /** The prepared statement that a client's id means; undefined where we know none. */
  statement(id: number): Statement | undefined {
    return id === lastPreparedId ? this.lastPrepared : this.statements.get(id);
  }
}

const noFacts = emptyFacts();

/** Facts of a statement that we never saw prepared. */
export function unknownStatement(): Statement {
  return {
    id: undefined,
    facts: opaqueFacts,
    columns: undefined,
    parameters: undefined,
    parameterTypes: undefined,
    refused: false,
    tainted: false,
  };
}

/** A byte beyond ASCII followed by one that a multi-byte character set may have as its second. */
function hasAmbiguousPair(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i + 1 < end; i++) {
    const second = bytes[i + 1];
    if (bytes[i] >= 0x80 && (second === Ascii.backslash || second === Ascii.backtick)) return true;
  }
  return false;
}
