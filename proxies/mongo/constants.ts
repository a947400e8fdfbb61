/**
 * Tables of the MongoDB wire protocol and of BSON, nothing else.
 * Sources: "MongoDB Wire Protocol" (mongodb.com/docs/manual/reference/mongodb-wire-protocol), the
 * driver specifications (OP_MSG, OP_COMPRESSED, handshake, SDAM, auth) and bsonspec.org 1.1.
 */

/** messageLength, requestID, responseTo, opCode: four little-endian int32. */
export const headerBytes = 16;

export const Opcode = {
  REPLY: 1,
  UPDATE: 2001,
  INSERT: 2002,
  QUERY: 2004,
  GET_MORE: 2005,
  DELETE: 2006,
  KILL_CURSORS: 2007,
  COMPRESSED: 2012,
  MSG: 2013,
} as const;

/** OP_MSG flagBits. The low 16 bits are required: an unknown one there is an error. */
export const MessageFlag = {
  checksumPresent: 1 << 0,
  moreToCome: 1 << 1,
  exhaustAllowed: 1 << 16,
} as const;
export const requiredFlagsMask = 0xffff;
export const knownRequiredFlags = MessageFlag.checksumPresent | MessageFlag.moreToCome;

export const SectionKind = { body: 0, sequence: 1 } as const;

/** OP_REPLY responseFlags. */
export const ReplyFlag = { cursorNotFound: 1, queryFailure: 2 } as const;
/** OP_QUERY flags. */
export const QueryFlag = { exhaust: 1 << 6 } as const;

/** OP_COMPRESSED compressorId. */
export const Compressor = { noop: 0, snappy: 1, zlib: 2, zstd: 3 } as const;
/** Compressors by the name that the handshake uses; what is not here is taken out of it. */
export const compressorNames: readonly string[] = ['snappy', 'zlib', 'zstd'];

export const BsonType = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  maxKey: 0x7f,
  minKey: 0xff,
} as const;

export const BinarySubtype = {
  generic: 0,
  function: 1,
  old: 2,
  uuidOld: 3,
  uuid: 4,
  md5: 5,
  encrypted: 6,
  column: 7,
  sensitive: 8,
  vector: 9,
} as const;

/** Newest wire version whose messages are understood: 29 is server 9.0. */
export const maxWireVersion = 29;

/** Server error codes (src/mongo/base/error_codes.yml). None of those used is retried by drivers. */
export const ServerCode = {
  InternalError: 1,
  HostUnreachable: 6,
  FailedToParse: 9,
  Unauthorized: 13,
  CursorNotFound: 43,
  CommandNotFound: 59,
  OperationFailed: 96,
  DuplicateKey: 11000,
} as const;

/**
 * Codes whose error text holds names, ids and states but never values of documents. The text of any
 * other error may quote a value (`Failed to parse number '...'`).
 */
export const plainErrorCodes: ReadonlySet<number> = new Set([
  6, 7, 11, 13, 18, 20, 26, 27, 43, 48, 50, 59, 63, 68, 73, 79, 85, 86, 89, 91, 100, 112, 115, 117,
  133, 134, 136, 150, 166, 167, 175, 189, 202, 211, 222, 225, 234, 237, 238, 246, 251, 256, 262,
  263, 286, 290, 322, 323, 324, 391, 9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436,
]);

/** Fields of replies that the protocol itself reads or that hold no user value: never touched. */
export const protocolFields: readonly string[] = [
  'ok',
  'code',
  'codeName',
  'errorLabels',
  'n',
  'nModified',
  'nInserted',
  'nMatched',
  'nUpserted',
  'nDeleted',
  'nErrors',
  'electionId',
  'opTime',
  'operationTime',
  'topologyVersion',
  'recoveryToken',
  'atClusterTime',
  'serviceId',
  '$clusterTime',
  '$configTime',
  '$configServerState',
  '$topologyTime',
  '$gleStats',
  '$replData',
  '$oplogQueryData',
  'lastCommittedOpTime',
  'connectionId',
  'conversationId',
  'done',
  'waitedMS',
];
