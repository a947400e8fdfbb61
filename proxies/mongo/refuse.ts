/** Native errors: what a server would answer, so that drivers report them as their own. */
import { TidegateError } from '../../core/errors.ts';
import { type Document, Double } from './bson/values.ts';
import { ReplyFlag, ServerCode } from './constants.ts';
import { encodeMessage, encodeReply } from './messages.ts';

/** How the request that is answered came, which decides the form of its answer. */
export type Form = 'message' | 'command query' | 'legacy query';

/** Request ids of our own messages. Clients match replies by responseTo alone. */
let lastRequestId = 0x7d000000;

export function ownRequestId(): number {
  lastRequestId = lastRequestId >= 0x7fffff00 ? 0x7d000000 : lastRequestId + 1;
  return lastRequestId;
}

/** An error reply. No error labels: what policy refuses gets no better by trying again. */
export function errorBody(code: number, codeName: string, errmsg: string): Document {
  return { ok: new Double(0), errmsg, code, codeName };
}

export function blockedBody(policy: string): Document {
  return errorBody(
    ServerCode.Unauthorized,
    'Unauthorized',
    policy === '' ? 'blocked by policy' : `blocked by policy "${policy}"`,
  );
}

export function blockedError(policy: string): TidegateError {
  return new TidegateError('TG-POLICY-0001', policy);
}

/**
 * The member behind the gate does not answer. Drivers take this code for a lost member and try
 * another, and the label lets them send a retryable write again, as they do when a member is gone.
 */
function unreachableBody(errmsg: string): Document {
  const body = errorBody(ServerCode.HostUnreachable, 'HostUnreachable', errmsg);
  return { ...body, errorLabels: ['RetryableWriteError'] };
}

/** Error body for a fault: code 13 where policy cannot be kept, 9 for what cannot be parsed. */
export function faultBody(error: TidegateError): Document {
  switch (error.code) {
    case 'TG-POLICY-0001':
    case 'TG-MONGO-0011':
    case 'TG-MONGO-0012':
    case 'TG-MONGO-0013':
    case 'TG-MONGO-0014':
      return errorBody(ServerCode.Unauthorized, 'Unauthorized', error.message);
    case 'TG-CORE-0005':
      return unreachableBody(error.message);
    default:
      return error.code.startsWith('TG-MONGO')
        ? errorBody(ServerCode.FailedToParse, 'FailedToParse', error.message)
        : errorBody(ServerCode.OperationFailed, 'OperationFailed', error.message);
  }
}

/** The bytes that answer the request `responseTo` with `body`. */
export function answer(body: Document, responseTo: number, form: Form): Uint8Array {
  const id = ownRequestId();
  if (form === 'message') return encodeMessage(body, id, responseTo);
  if (form === 'command query') return encodeReply(body, id, responseTo);
  const failure = { ...body, $err: body.errmsg };
  return encodeReply(failure, id, responseTo, ReplyFlag.queryFailure);
}
