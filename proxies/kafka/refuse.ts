/**
 * Native errors: a response to any request, in its own schema, with error codes where that schema
 * has them. Built by the table: topics, partitions and other members that the request names are
 * repeated, so that the client finds each of its own with an error.
 */
import type { TidegateError } from '../../core/errors.ts';
import { ApiKey, ErrorCode } from './constants.ts';
import { encodeResponse } from './framing.ts';
import { decodeBody, type KafkaStruct, type KafkaValue } from './schema/codec.ts';
import { bodyStruct, type Field, type Struct } from './schema/compile.ts';

export interface Refusal {
  readonly key: number;
  readonly version: number;
  readonly correlationId: number;
  /** Body of the request: [start, end of bytes). Undefined where only the top level can answer. */
  readonly request?: { readonly bytes: Uint8Array; readonly start: number };
  /** Topic ids that the error is about; the others that the request names are answered without. */
  readonly topicIds?: ReadonlySet<string>;
}

/** Kafka's code for an error of ours, as its driver should understand it. */
export function kafkaErrorCode(error: TidegateError, key: number): number {
  if (error.code === 'TG-POLICY-0001') {
    return key === ApiKey.produce ? ErrorCode.policyViolation : ErrorCode.topicAuthorizationFailed;
  }
  if (error.code === 'TG-KAFKA-0010') return ErrorCode.unknownTopicId;
  if (error.code === 'TG-KAFKA-0013') return ErrorCode.saslAuthenticationFailed;
  if (error.code.startsWith('TG-KERNEL') || /^TG-KAFKA-000[6789]$/.test(error.code)) {
    return key === ApiKey.produce ? ErrorCode.invalidRecord : ErrorCode.corruptMessage;
  }
  return /^TG-KAFKA-000[1234]$/.test(error.code)
    ? ErrorCode.invalidRequest
    : ErrorCode.unknownServerError;
}

/** The whole response frame that refuses a request with `code`. */
export function refusalFrame(refusal: Refusal, code: number, message: string): Buffer {
  const { key, version, correlationId, request } = refusal;
  const asked = request
    ? decodeBody<KafkaStruct>('request', key, version, request.bytes, request.start)
    : undefined;
  const body = refuseStruct(bodyStruct('response', key, version), asked, code, message);
  // Java's share consumer tells the application of errors of partitions, and only retries others.
  if (key === ApiKey.shareFetch && asked) Object.assign(body, cleared);
  if (refusal.topicIds) acquit(body, refusal.topicIds);
  return encodeResponse(key, version, correlationId, body);
}

const cleared = { errorCode: ErrorCode.none, errorMessage: null };

/** Takes the error from the partitions of topics that it is not about. */
function acquit(body: KafkaStruct, topicIds: ReadonlySet<string>): void {
  for (const topic of (body.responses ?? []) as KafkaStruct[]) {
    if (topicIds.has(topic.topicId as string)) continue;
    for (const partition of topic.partitions as KafkaStruct[]) Object.assign(partition, cleared);
  }
}

/** ShareFetch also says whether its acknowledgements were taken, and those of a refusal were not. */
const codeFields = new Set(['errorCode', 'acknowledgeErrorCode']);
/** Offsets that a broker gives beside an error. */
const invalidOffsets = new Set(['baseOffset', 'highWatermark', 'lastStableOffset']);

function refuseStruct(
  struct: Struct,
  asked: KafkaStruct | undefined,
  code: number,
  message: string,
): KafkaStruct {
  const body: KafkaStruct = {};
  for (const field of struct.fields) {
    if (codeFields.has(field.name)) body[field.name] = code;
    else if (field.name === 'errorMessage') body.errorMessage = message;
    else if (invalidOffsets.has(field.name)) body[field.name] = -1n;
    else if (asked && field.type === 'array' && field.element?.struct) {
      if (carriesError(field.element.struct))
        body[field.name] = mirror(field, asked, code, message);
    } else if (asked) copyName(field, asked, body);
  }
  return body;
}

function carriesError(struct: Struct): boolean {
  return struct.fields.some(
    (field) =>
      field.name === 'errorCode' || (field.element?.struct && carriesError(field.element.struct)),
  );
}

/** One member of the response for each of the request's first list at this level. */
function mirror(field: Field, asked: KafkaStruct, code: number, message: string): KafkaValue[] {
  const list = Object.values(asked).find((value) => Array.isArray(value) && value.length > 0);
  const struct = field.element?.struct as Struct;
  return ((list ?? []) as KafkaValue[]).map((member) => {
    const named = isStruct(member) ? member : { [scalarName(struct)]: member };
    return refuseStruct(struct, named, code, message);
  });
}

function isStruct(value: KafkaValue): value is KafkaStruct {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

const isIndex = (name: string): boolean => /^(index|partition|partitionIndex)$/.test(name);

/** Field of a response's member that a bare name or index of the request belongs in. */
function scalarName(struct: Struct): string {
  const named = struct.fields.find((f) => f.type === 'string' && f.name !== 'errorMessage');
  return (struct.fields.find((f) => isIndex(f.name)) ?? named)?.name ?? '';
}

/** Copies what names this member: the same field, or an index or topic under another name. */
function copyName(field: Field, asked: KafkaStruct, body: KafkaStruct): void {
  if (field.type === 'array' || field.type === 'struct') return;
  let value = asked[field.name];
  if (value === undefined && isIndex(field.name)) {
    value = asked[Object.keys(asked).find(isIndex) ?? ''];
  }
  if (value === undefined && field.entity === 'topicName') value = asked.name ?? asked.topic;
  const fits = value === null ? field.nullable : value !== undefined;
  if (fits) body[field.name] = value;
}
