/**
 * Commands: which one a request carries, in which database, on which collection, and what kind of
 * reply it has. Sources: "Database Commands" in the MongoDB manual; driver specification "OP_MSG".
 */

import { TidegateError } from '../../core/errors.ts';
import type { Operation } from '../../core/events.ts';
import { nameOf } from './bson/names.ts';
import { readValue } from './bson/reader.ts';
import type { Value } from './bson/values.ts';
import { eachElement, utf8 } from './bson/walker.ts';
import { BsonType, Opcode } from './constants.ts';
import type { Message, Sequence } from './messages.ts';

/**
 * Where a reply holds documents or values. `cursor`: `cursor.firstBatch` or `nextBatch`. `value`,
 * `values`, `results`, `inprog`: the field of that name. `plain`: nowhere, only names and numbers. `any`: not
 * known, so its whole reply counts as values of its collection.
 */
export type ReplyKind = 'cursor' | 'value' | 'values' | 'results' | 'inprog' | 'plain' | 'any';

export interface CommandSpec {
  /** What the command's first value names. `cluster`: nothing, `database`: nothing but $db. */
  readonly target: 'collection' | 'collection or database' | 'database' | 'nested';
  readonly operations: readonly Operation[];
  readonly reply: ReplyKind;
}

const spec = (
  target: CommandSpec['target'],
  operation: Operation | readonly Operation[],
  reply: ReplyKind,
): CommandSpec => ({
  target,
  operations: typeof operation === 'string' ? [operation] : operation,
  reply,
});

const read = spec('collection', 'read', 'cursor');
const write = spec('collection', 'write', 'plain');
const both = spec('collection', ['read', 'write'], 'value');
const adminOfCollection = spec('collection', 'admin', 'plain');
const adminOfDatabase = spec('database', 'admin', 'plain');

const specs: ReadonlyMap<string, CommandSpec> = new Map([
  ['find', read],
  ['aggregate', spec('collection or database', 'read', 'cursor')],
  ['getMore', read],
  ['distinct', spec('collection', 'read', 'values')],
  ['count', spec('collection', 'read', 'plain')],
  ['explain', spec('nested', 'read', 'plain')],
  ['mapReduce', spec('collection', 'read', 'results')],
  ['mapreduce', spec('collection', 'read', 'results')],
  ['findAndModify', both],
  ['findandmodify', both],
  ['insert', write],
  ['update', write],
  ['delete', write],
  ['bulkWrite', spec('database', 'write', 'cursor')],
  ['currentOp', spec('database', 'read', 'inprog')],
  ['listIndexes', read],
  ['listCollections', spec('database', 'read', 'cursor')],
  ['listDatabases', spec('database', 'read', 'plain')],
  ['collStats', spec('collection', 'read', 'plain')],
  ['dataSize', spec('database', 'read', 'plain')],
  ['dbStats', spec('database', 'read', 'plain')],
  ['validate', spec('collection', 'admin', 'plain')],
  ...[
    ...['create', 'createIndexes', 'drop', 'dropIndexes', 'collMod', 'compact', 'convertToCapped'],
    ...['cloneCollectionAsCapped', 'reIndex', 'createSearchIndexes', 'updateSearchIndex'],
    ...['dropSearchIndex', 'planCacheClear', 'setIndexCommitQuorum'],
  ].map((name): [string, CommandSpec] => [name, adminOfCollection]),
  ...[
    ...['dropDatabase', 'renameCollection', 'createUser', 'updateUser', 'dropUser'],
    ...['grantRolesToUser', 'revokeRolesFromUser', 'createRole', 'updateRole', 'dropRole'],
    ...['grantPrivilegesToRole', 'revokePrivilegesFromRole', 'grantRolesToRole', 'usersInfo'],
    ...['rolesInfo', 'profile', 'setParameter', 'getParameter', 'serverStatus', 'hostInfo'],
    ...['replSetGetStatus', 'replSetGetConfig', 'killOp', 'killAllSessions', 'fsync'],
    ...['setFeatureCompatibilityVersion', 'shutdown', 'replSetStepDown', 'configureFailPoint'],
    ...[
      'enableSharding',
      'shardCollection',
      'listShards',
      'getCmdLineOpts',
      'connPoolStats',
      'top',
    ],
  ].map((name): [string, CommandSpec] => [name, adminOfDatabase]),
]);

/** Commands that neither read nor write anything of users and that every client needs. */
const freeCommands: ReadonlySet<string> = new Set([
  'ping',
  'buildInfo',
  'buildinfo',
  'endSessions',
  'startSession',
  'refreshSessions',
  'killSessions',
  'killCursors',
  'commitTransaction',
  'abortTransaction',
  'coordinateCommitTransaction',
  'connectionStatus',
  'logout',
  'getnonce',
  'getLastError',
  'getlasterror',
  'listCommands',
  'whatsmyuri',
]);

const helloCommands: ReadonlySet<string> = new Set(['hello', 'isMaster', 'ismaster']);
const loginCommands: ReadonlySet<string> = new Set(['saslStart', 'saslContinue', 'authenticate']);

export const isHello = (name: string): boolean => helloCommands.has(name);
export const isLogin = (name: string): boolean => loginCommands.has(name);
export const isFree = (name: string): boolean => freeCommands.has(name);

const viewCommands: ReadonlySet<string> = new Set([
  'create',
  'collMod',
  'drop',
  'dropDatabase',
  'renameCollection',
]);

/** Commands after which a name may stand for another view or collection. */
export const changesViews = (name: string): boolean => viewCommands.has(name);

/**
 * Commands that write or move what no policy follows, and those of servers among themselves. A set
 * that is told its members by a client of the gate would be told the gate's addresses.
 */
const refusedCommands: ReadonlySet<string> = new Set([
  ...['applyOps', 'doTxn', 'clone', 'cloneCollection', 'copydb'],
  'internalRenameIfOptionsAndIndexesMatch',
]);
const memberCommands: ReadonlySet<string> = new Set(['replSetReconfig', 'replSetInitiate']);

export const setsMembers = (name: string): boolean => memberCommands.has(name);
export const isRefused = (name: string): boolean =>
  refusedCommands.has(name) || name.startsWith('_');

/** Commands whose first value is a whole namespace, in whatever database they are sent. */
const namespaceCommands: ReadonlySet<string> = new Set([
  ...['renameCollection', 'splitVector', 'analyzeShardKey', 'configureQueryAnalyzer'],
  ...['shardCollection', 'reshardCollection', 'refineCollectionShardKey', 'split', 'moveChunk'],
  ...['moveRange', 'mergeChunks', 'dataSize', 'datasize', 'checkShardingIndex', 'cleanupOrphaned'],
  ...['getShardVersion', 'balancerCollectionStatus', 'clearJumboFlag', 'medianKey'],
]);

export const namesNamespace = (name: string): boolean => namespaceCommands.has(name);

const unknownCommand = spec('collection or database', ['read', 'admin'], 'any');

export function specOf(name: string): CommandSpec {
  return specs.get(name) ?? unknownCommand;
}

/** A field of a command's body: its BSON type and where its value stands. */
export interface Field {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

function fault(detail: string, offset: number): TidegateError {
  return new TidegateError('TG-MONGO-0008', detail, offset);
}

/** One command, over the bytes of its message. */
export class Command {
  readonly message: Message;
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly database: string;
  /** Where the command's own document stands. */
  readonly body: number;
  readonly bodyEnd: number;
  readonly sequences: readonly Sequence[];
  #fields: ReadonlyMap<string, Field>;

  constructor(
    message: Message,
    body: number,
    bodyEnd: number,
    database: string | undefined,
    isNested = false,
  ) {
    this.message = message;
    this.bytes = message.bytes;
    this.body = body;
    this.bodyEnd = bodyEnd;
    this.sequences = isNested ? [] : message.sequences;
    const fields = new Map<string, Field>();
    let first = '';
    eachElement(this.bytes, body, bodyEnd, (type, nameStart, nameEnd, start, end) => {
      const name = nameOf(this.bytes, nameStart, nameEnd);
      // Which of two the server takes is not ours to guess.
      if (fields.has(name)) throw fault('a field occurs twice', nameStart);
      if (fields.size === 0) first = name;
      fields.set(name, { type, start, end });
    });
    for (const { identifier, sizeAt } of this.sequences) {
      if (fields.has(identifier)) throw fault('a field and a sequence of one name', sizeAt);
    }
    this.#fields = fields;
    this.name = first;
    this.database = database ?? this.#requiredText('$db');
  }

  field(name: string): Field | undefined {
    return this.#fields.get(name);
  }

  sequence(identifier: string): Sequence | undefined {
    return this.sequences.find((one) => one.identifier === identifier);
  }

  /** Text of a string field, undefined where it is missing or of another type. */
  text(name: string): string | undefined {
    const field = this.#fields.get(name);
    if (field?.type !== BsonType.string) return undefined;
    return utf8(this.bytes, field.start + 4, field.end - 1);
  }

  /** Decoded value of a field. */
  value(name: string): Value {
    const field = this.#fields.get(name);
    return field ? readValue(this.bytes, field.type, field.start, field.end) : undefined;
  }

  /** Name of the collection that the field `name` holds; anything but a name is a fault. */
  collection(name = this.name): string {
    const text = this.#requiredText(name);
    if (text === '') throw fault('collection without a name', this.body);
    return text;
  }

  #requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw fault(`${name} is no text`, this.body);
    return text;
  }
}

/** The command of an OP_MSG, or of an OP_QUERY on `database.$cmd`. */
export function commandOf(message: Message): Command {
  if (message.opcode === Opcode.MSG)
    return new Command(message, message.body, message.bodyEnd, undefined);
  const database = message.namespace.slice(0, message.namespace.indexOf('.'));
  const command = new Command(message, message.body, message.bodyEnd, database);
  // Old drivers wrap the command to add a read preference.
  const wrapped = command.field('$query') ?? command.field('query');
  if (
    (command.name === '$query' || command.name === 'query') &&
    wrapped?.type === BsonType.document
  ) {
    return new Command(message, wrapped.start, wrapped.end, database);
  }
  return command;
}
