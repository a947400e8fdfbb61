/** Which coded errors mean that bytes were not understood, and which that a connection failed. */
import type { ErrorCode } from '../core/errors.ts';

const connectionFaults: ReadonlySet<ErrorCode> = new Set([
  'TG-CORE-0003',
  'TG-CORE-0005',
  'TG-CORE-0006',
  'TG-CORE-0007',
  'TG-CORE-0008',
  'TG-CORE-0009',
  'TG-CORE-0010',
  'TG-CORE-0011',
]);

/** True where a frame was refused because it could not be understood, or must not be forwarded. */
export const isDecodeError = (code: ErrorCode): boolean => !connectionFaults.has(code);
