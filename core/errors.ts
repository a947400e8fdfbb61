/**
 * Every coded error of Tidegate, in one place. A code never changes its meaning and is never used
 * twice; operators alert on codes, and the audit log and the metrics carry them.
 */

export const errorCodes = {
  // Engine
  'TG-CORE-0001': 'frame is longer than the limit',
  'TG-CORE-0002': 'frame length is negative or impossible',
  'TG-CORE-0003': 'connection ended in the middle of a frame',
  'TG-CORE-0004': 'a TLS hello arrived on a plaintext listener',
  'TG-CORE-0005': 'upstream could not be reached',
  'TG-CORE-0006': 'connection was idle for too long',
  'TG-CORE-0007': 'handshake was not finished in time',
  'TG-CORE-0008': 'TLS handshake failed',
  'TG-CORE-0009': 'upstream closed the connection',
  'TG-CORE-0010': 'gate is draining',
  'TG-CORE-0011': 'too many connections',
  'TG-CORE-0012': 'waited too long for knowledge that a frame needs',
  'TG-CORE-0013': 'unexpected fault inside the gate',
  'TG-CORE-0014': 'inspected value is too large',
  'TG-CORE-0015': 'masked value does not fit its carrier',
  'TG-CORE-0016': 'frame was not complete in time',
  'TG-CORE-0017': 'too many resources were named',

  // Payloads inside values
  'TG-PAYLOAD-0001': 'value looks like JSON but is malformed',
  'TG-PAYLOAD-0002': 'payload is nested too deeply',
  'TG-PAYLOAD-0003': 'text is not valid in its character set',
  'TG-PAYLOAD-0004': 'encoded payload grows over the limit when decoded',

  // Kernels
  'TG-KERNEL-0001': 'compressed data is malformed',
  'TG-KERNEL-0002': 'decompressed data grows over the limit',
  'TG-KERNEL-0003': 'checksum does not match',

  // Kafka
  'TG-KAFKA-0001': 'bytes are not a Kafka frame',
  'TG-KAFKA-0002': 'API or version is not known',
  'TG-KAFKA-0003': 'message is malformed',
  'TG-KAFKA-0004': 'count in a message is over its limit',
  'TG-KAFKA-0005': 'reply does not belong to the request whose turn it is',
  'TG-KAFKA-0006': 'record batch is malformed',
  'TG-KAFKA-0007': 'record format is too old to be inspected',
  'TG-KAFKA-0008': 'compression codec is not known',
  'TG-KAFKA-0009': 'record batch does not match its checksum',
  'TG-KAFKA-0010': 'topic id is not known',
  'TG-KAFKA-0011': 'no local port is left for a node, so it was hidden',
  'TG-KAFKA-0012': 'too many requests wait for their replies',
  'TG-KAFKA-0013': 'SASL exchange is not understood',

  // MongoDB
  'TG-MONGO-0001': 'bytes are not a MongoDB message',
  'TG-MONGO-0002': 'BSON is malformed',
  'TG-MONGO-0003': 'BSON document is nested too deeply',
  'TG-MONGO-0004': 'section or flag of a message is not understood',
  'TG-MONGO-0005': 'opcode is not understood',
  'TG-MONGO-0006': 'compressed message is malformed',
  'TG-MONGO-0007': 'reply belongs to no request',
  'TG-MONGO-0008': 'command cannot be followed',
  'TG-MONGO-0009': 'message does not match its checksum',
  'TG-MONGO-0010': 'too many requests wait for their replies',
  'TG-MONGO-0011': 'origin of a result cannot be told',
  'TG-MONGO-0012': 'protected data would be copied where policy does not follow',
  'TG-MONGO-0013': 'command is not for clients of the gate',
  'TG-MONGO-0014': 'resume token would tell the key of a document that policy masks',

  // MySQL
  'TG-MYSQL-0001': 'bytes are not a MySQL packet',
  'TG-MYSQL-0002': 'packet ends before its fields do',
  'TG-MYSQL-0003': 'handshake is older than protocol 4.1',
  'TG-MYSQL-0004': 'packet is not expected in this phase',
  'TG-MYSQL-0005': 'command cannot be inspected',
  'TG-MYSQL-0006': 'server asked for a file that no statement names',
  'TG-MYSQL-0007': 'upstream does not offer the TLS that is configured',
  'TG-MYSQL-0008': 'full authentication needs TLS on both sides or on neither',
  'TG-MYSQL-0009': 'password would go to the upstream in clear text',
  'TG-MYSQL-0010': 'origin of a result column cannot be established',
  'TG-MYSQL-0011': 'statement would write inspected rows to a file',
  'TG-MYSQL-0012': 'too many prepared statements or commands in flight',
  'TG-MYSQL-0013': 'written values cannot be inspected',
  'TG-MYSQL-0014': 'result metadata is longer than the limit',
  'TG-MYSQL-0015': 'statement would carry a column away from the rule on it',
  'TG-MYSQL-0016': 'values of protected columns may stand in what is asked for',

  // Policy and configuration
  'TG-CONFIG-0001': 'configuration is not valid',
  'TG-POLICY-0001': 'blocked by policy',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * A fault with a stable code and the place where it was found. The message never carries a value
 * that passed through the gate: only names of fields, lengths and limits.
 */
export class TidegateError extends Error {
  readonly code: ErrorCode;
  /** Byte offset inside the frame at fault, or -1 where there is none. */
  readonly offset: number;

  constructor(code: ErrorCode, detail = '', offset = -1) {
    super(
      `${code}: ${errorCodes[code]}${detail ? `: ${detail}` : ''}${offset >= 0 ? ` (at byte ${offset})` : ''}`,
    );
    this.name = 'TidegateError';
    this.code = code;
    this.offset = offset;
  }
}

/** The error as it is if it is one of ours, else wrapped as an unexpected fault of the gate. */
export function asTidegateError(error: unknown): TidegateError {
  if (error instanceof TidegateError) return error;
  const kind = error instanceof Error ? error.name : typeof error;
  return new TidegateError('TG-CORE-0013', kind);
}
