/**
 * Finds the partitions of the messages that carry records, and where in the frame stands what may
 * have to be changed: Fetch and ShareFetch responses, Produce requests; and the topics that Fetch
 * and ShareFetch requests name. Nothing else of these messages is decoded.
 */
import { ApiKey } from './constants.ts';
import { type Locator, locators, readInt16, readInt32 } from './schema/locate.ts';

/** A range of the frame: the whole field with its length prefix. */
export interface Range {
  start: number;
  end: number;
}

export interface TopicRef {
  /** Name, or '' where the message carries only the id. */
  name: string;
  /** 32 hexadecimal digits, or ''. */
  id: string;
}

export interface Partition {
  readonly topic: TopicRef;
  readonly index: number;
  error: Range | undefined;
  errorMessage: Range | undefined;
  records: Range | undefined;
  acquired: Range | undefined;
}

export interface RecordMessage {
  readonly partitions: Partition[];
  readonly topics: TopicRef[];
  nodeEndpoints: Range | undefined;
  acks: number;
}

const Mark = {
  name: 1,
  id: 2,
  index: 3,
  error: 4,
  errorMessage: 5,
  records: 6,
  acquired: 7,
  nodeEndpoints: 8,
  acks: 9,
} as const;

const responseMarks = {
  'responses.topic': Mark.name,
  'responses.topicId': Mark.id,
  'responses.partitions.partitionIndex': Mark.index,
  'responses.partitions.errorCode': Mark.error,
  'responses.partitions.errorMessage': Mark.errorMessage,
  'responses.partitions.records': Mark.records,
  'responses.partitions.acquiredRecords': Mark.acquired,
  nodeEndpoints: Mark.nodeEndpoints,
};
const produceMarks = {
  acks: Mark.acks,
  'topicData.name': Mark.name,
  'topicData.topicId': Mark.id,
  'topicData.partitionData.index': Mark.index,
  'topicData.partitionData.records': Mark.records,
};
const requestMarks = { 'topics.topic': Mark.name, 'topics.topicId': Mark.id };

const fetchResponse = locators('response', ApiKey.fetch, responseMarks);
const shareResponse = locators('response', ApiKey.shareFetch, responseMarks);
const produceRequest = locators('request', ApiKey.produce, produceMarks);
const fetchRequest = locators('request', ApiKey.fetch, requestMarks);
const shareRequest = locators('request', ApiKey.shareFetch, requestMarks);

function view(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
}

/** Where the content of a field with a length prefix begins; its own end where it is null. */
export function contentStart(bytes: Uint8Array, field: Range, compact: boolean, width: 2 | 4) {
  if (!compact) return Math.min(field.start + width, field.end);
  let at = field.start;
  while (bytes[at] >= 0x80) at++;
  return at + 1;
}

function run(locator: Locator, bytes: Uint8Array, start: number, compact: boolean): RecordMessage {
  const message: RecordMessage = { partitions: [], topics: [], nodeEndpoints: undefined, acks: -1 };
  let topic: TopicRef = { name: '', id: '' };
  let partition: Partition | undefined;
  const openTopic = (name: string, id: string) => {
    topic = { name, id };
    message.topics.push(topic);
  };
  locator.run(bytes, start, bytes.length, (mark, from, to) => {
    const range = { start: from, end: to };
    if (mark === Mark.index) {
      partition = {
        topic,
        index: readInt32(bytes, from),
        error: undefined,
        errorMessage: undefined,
        records: undefined,
        acquired: undefined,
      };
      message.partitions.push(partition);
    } else if (mark === Mark.name) {
      openTopic(view(bytes, contentStart(bytes, range, compact, 2), to).toString('utf8'), '');
    } else if (mark === Mark.id) openTopic('', view(bytes, from, to).toString('hex'));
    else if (mark === Mark.nodeEndpoints) message.nodeEndpoints = range;
    else if (mark === Mark.acks) message.acks = readInt16(bytes, from);
    else if (partition) setRange(partition, mark, range);
  });
  return message;
}

function setRange(partition: Partition, mark: number, range: Range): void {
  if (mark === Mark.error) partition.error = range;
  else if (mark === Mark.errorMessage) partition.errorMessage = range;
  else if (mark === Mark.records) partition.records = range;
  else if (mark === Mark.acquired) partition.acquired = range;
}

/** Fetch or ShareFetch response whose body begins at `start`. */
export function locateFetched(
  key: number,
  version: number,
  bytes: Uint8Array,
  start: number,
  compact: boolean,
): RecordMessage {
  const locator = key === ApiKey.fetch ? fetchResponse(version) : shareResponse(version);
  return run(locator, bytes, start, compact);
}

export function locateProduced(
  version: number,
  bytes: Uint8Array,
  start: number,
  compact: boolean,
): RecordMessage {
  return run(produceRequest(version), bytes, start, compact);
}

/** Topics that a Fetch or ShareFetch request names. */
export function locateTopics(
  key: number,
  version: number,
  bytes: Uint8Array,
  start: number,
  compact: boolean,
): TopicRef[] {
  const locator = key === ApiKey.fetch ? fetchRequest(version) : shareRequest(version);
  return run(locator, bytes, start, compact).topics;
}
