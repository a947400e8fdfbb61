/** Tables of the Kafka protocol, nothing else. Messages and their versions are in `schema/`. */

/** Keys of the APIs that the gate treats by name (protocol guide, "Api Keys"). */
export const ApiKey = {
  produce: 0,
  fetch: 1,
  metadata: 3,
  offsetCommit: 8,
  offsetFetch: 9,
  findCoordinator: 10,
  saslHandshake: 17,
  apiVersions: 18,
  createTopics: 19,
  txnOffsetCommit: 28,
  saslAuthenticate: 36,
  describeQuorum: 55,
  describeCluster: 60,
  describeTopicPartitions: 75,
  shareFetch: 78,
  shareAcknowledge: 79,
} as const;

/** Error codes that the gate reads or writes (protocol guide, "Error Codes"). */
export const ErrorCode = {
  none: 0,
  unknownServerError: -1,
  corruptMessage: 2,
  coordinatorNotAvailable: 15,
  topicAuthorizationFailed: 29,
  unsupportedVersion: 35,
  invalidRequest: 42,
  policyViolation: 44,
  invalidRecord: 87,
  saslAuthenticationFailed: 58,
  unknownTopicId: 100,
} as const;

export const errorNames: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  2: 'CORRUPT_MESSAGE',
  15: 'COORDINATOR_NOT_AVAILABLE',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  35: 'UNSUPPORTED_VERSION',
  42: 'INVALID_REQUEST',
  44: 'POLICY_VIOLATION',
  58: 'SASL_AUTHENTICATION_FAILED',
  87: 'INVALID_RECORD',
  100: 'UNKNOWN_TOPIC_ID',
};

/**
 * Offsets inside a record batch of magic 2 (protocol guide, "Record Batch"). Offset, length and
 * magic stand at the same place in the older message sets.
 */
export const Batch = {
  baseOffset: 0,
  length: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const;

/** Bytes in front of what the batch's own length counts: base offset and length. */
export const batchOverheadBytes = 12;

/** Bits of a batch's attributes. */
export const Attribute = {
  codecMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;

export const Codec = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
export type Codec = (typeof Codec)[keyof typeof Codec];

/** Header of the record that stands for an emptied batch, and of one scrubbed in a share group. */
export const droppedHeader = 'tidegate-dropped';

/** Version of our own Metadata requests: the first that may ask by topic id (KIP-516). */
export const metadataById = { ask: 12 } as const;

/** First versions whose topics are ids and whose responses name nodes (KIP-516, KIP-951). */
export const Since = {
  fetchTopicId: 13,
  fetchNodeEndpoints: 16,
  produceTopicId: 13,
  produceNodeEndpoints: 10,
  metadataTopicId: 10,
} as const;
