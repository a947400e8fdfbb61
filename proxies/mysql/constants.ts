/**
 * Tables of the MySQL and MariaDB client/server protocol, nothing else. Sources: dev.mysql.com
 * "MySQL Internals: Client/Server Protocol" and mariadb.com/kb "Client/Server Protocol".
 */

/** Greatest payload of one packet; a payload of this length goes on in the next packet. */
export const maxPacketPayload = 0xffffff;
export const packetHeaderBytes = 4;
/** Length of the part of the login scramble that plugins use as nonce. */
export const nonceBytes = 20;

/** Commands: first byte of a client packet in the command phase. */
export const Command = {
  sleep: 0x00,
  quit: 0x01,
  initDb: 0x02,
  query: 0x03,
  fieldList: 0x04,
  createDb: 0x05,
  dropDb: 0x06,
  refresh: 0x07,
  shutdown: 0x08,
  statistics: 0x09,
  processInfo: 0x0a,
  processKill: 0x0c,
  debug: 0x0d,
  ping: 0x0e,
  changeUser: 0x11,
  binlogDump: 0x12,
  tableDump: 0x13,
  registerReplica: 0x15,
  stmtPrepare: 0x16,
  stmtExecute: 0x17,
  stmtSendLongData: 0x18,
  stmtClose: 0x19,
  stmtReset: 0x1a,
  setOption: 0x1b,
  stmtFetch: 0x1c,
  binlogDumpGtid: 0x1e,
  resetConnection: 0x1f,
  /** MariaDB 10.2 and later. */
  stmtBulkExecute: 0xfa,
} as const;

export const commandNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(Command).map(([name, code]) => [code, name]),
);

/** Capability flags of both ends (Protocol::CapabilityFlags). */
export const Capability = {
  /** CLIENT_LONG_PASSWORD; MariaDB servers and clients clear it and call it CLIENT_MYSQL. */
  mysql: 0x1,
  connectWithDb: 0x8,
  compress: 0x20,
  localFiles: 0x80,
  protocol41: 0x200,
  ssl: 0x800,
  secureConnection: 0x8000,
  multiStatements: 0x10000,
  pluginAuth: 0x80000,
  connectAttrs: 0x100000,
  pluginAuthLenenc: 0x200000,
  sessionTrack: 0x800000,
  deprecateEof: 0x1000000,
  optionalResultsetMetadata: 0x2000000,
  zstdCompression: 0x4000000,
  queryAttributes: 0x8000000,
  /** Reserved for an extension of the flags that nobody has defined. */
  extension: 0x20000000,
} as const;

/** What we cannot read, and so never let the two ends agree on. */
export const unreadableCapabilities =
  Capability.compress |
  Capability.optionalResultsetMetadata |
  Capability.zstdCompression |
  Capability.extension;

/** MariaDB's extended capabilities, in the reserved bytes of the handshake. */
export const MariaCapability = {
  progress: 0x1,
  stmtBulkOperations: 0x4,
  extendedMetadata: 0x8,
} as const;

/** The extended capabilities that we read; cached metadata and unit results are not among them. */
export const readableMariaCapabilities =
  MariaCapability.progress | MariaCapability.stmtBulkOperations | MariaCapability.extendedMetadata;

/** Status flags of OK and EOF packets. */
export const Status = {
  moreResults: 0x8,
  cursorExists: 0x40,
  sessionStateChanged: 0x4000,
} as const;

/** Types of session track entries. */
export const SessionTrack = { schema: 1 } as const;

/** First bytes that decide what a server packet is. */
export const Marker = {
  ok: 0x00,
  authMoreData: 0x01,
  authNextFactor: 0x02,
  localInfile: 0xfb,
  null: 0xfb,
  eof: 0xfe,
  error: 0xff,
} as const;

/** Error number of MariaDB's progress reports, which look like an error and end nothing. */
export const progressReport = 0xffff;

/** Column types (enum_field_types). */
export const FieldType = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  newdate: 14,
  varchar: 15,
  bit: 16,
  timestamp2: 17,
  datetime2: 18,
  time2: 19,
  vector: 242,
  json: 245,
  newdecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** Column definition flags. */
export const ColumnFlag = {
  notNull: 0x1,
  unsigned: 0x20,
  enum: 0x100,
  set: 0x800,
} as const;

/** Flags of COM_STMT_EXECUTE. */
export const ExecuteFlag = { parameterCountAvailable: 0x08 } as const;

/** Flags of MariaDB's COM_STMT_BULK_EXECUTE. */
export const BulkFlag = { sendTypes: 0x80 } as const;

/** MariaDB's statement id for "the one that was prepared last". */
export const lastPreparedId = 0xffffffff;

/** Fixed width of binary values by type; types not listed are length-encoded. */
export const fixedWidths: Readonly<Record<number, number>> = {
  [FieldType.tiny]: 1,
  [FieldType.short]: 2,
  [FieldType.year]: 2,
  [FieldType.long]: 4,
  [FieldType.int24]: 4,
  [FieldType.float]: 4,
  [FieldType.longlong]: 8,
  [FieldType.double]: 8,
  [FieldType.null]: 0,
};

/** Authentication plugins that we must know by name. All others are relayed as they are. */
export const Plugin = {
  cachingSha2: 'caching_sha2_password',
  sha256: 'sha256_password',
  clear: 'mysql_clear_password',
  dialog: 'dialog',
  parsec: 'parsec',
  gssapi: 'auth_gssapi_client',
} as const;

/** caching_sha2_password: what the server says after the scramble, and how a key is asked for. */
export const CachingSha2 = { fastSuccess: 3, fullAuthentication: 4, askKey: 2 } as const;
/** sha256_password's request for the server's key. */
export const sha256AskKey = 1;

/** Server errors as we send them: number and SQLSTATE (mysqld_error). */
export const ServerError = {
  blocked: { errno: 1644, state: '45000' },
  unknownCommand: { errno: 1047, state: '08S01' },
  notSupported: { errno: 1235, state: '42000' },
  tooManyStatements: { errno: 1461, state: '42000' },
  tooManyConnections: { errno: 1040, state: '08004' },
  shutdown: { errno: 1053, state: '08S01' },
  packetTooLarge: { errno: 1153, state: '08S01' },
  network: { errno: 1158, state: '08S01' },
  handshake: { errno: 1043, state: '08S01' },
  malformed: { errno: 1835, state: 'HY000' },
  general: { errno: 1105, state: 'HY000' },
} as const;

/**
 * Server errors whose text names objects of the schema or parts of the statement, never a stored
 * value: access, syntax, unknown database, table or column, locks.
 */
export const namingErrors: ReadonlySet<number> = new Set([
  1044, 1045, 1046, 1049, 1050, 1051, 1052, 1054, 1060, 1061, 1064, 1065, 1109, 1142, 1143, 1146,
  1149, 1205, 1213, 1227, 1243, 1305, 1317, 1356, 1370, 1461, 1698, 3024,
]);
