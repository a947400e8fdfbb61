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

  // MongoDB
  'TG-MONGO-0001': 'bytes are not a MongoDB message',

  // MySQL
  'TG-MYSQL-0001': 'bytes are not a MySQL packet',

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
