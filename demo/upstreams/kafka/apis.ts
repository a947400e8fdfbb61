/** The APIs of the demo's broker: from the decoded body of a request to the body of its answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ErrorCode } from './errors.ts';
import { Group, type JoinRequest } from './group.ts';
import { Topic } from './topics.ts';

/** A body as the codec decodes it; which fields it has depends on API and version. */
// biome-ignore lint/suspicious/noExplicitAny: the codec's objects follow Kafka's tables, not our types
export type Body = any;

export interface Call {
  readonly version: number;
  readonly clientId: string;
  readonly body: Body;
}

const brokerId = 1;
const clusterId = 'tidegate-demo';
const partitions_default = 2;
const brokerEpoch = 0;

/** What the APIs share: topics, groups and the broker's own address. */
export class BrokerState {
  port = 0;
  readonly topics = new Map<string, Topic>();
  readonly groups = new Map<string, Group>();
  producers = 0n;
  #arrivals: (() => void)[] = [];

  topic(name: string, create: boolean, partitions: number = partitions_default): Topic | undefined {
    const known = this.topics.get(name);
    if (known || !create) return known;
    const topic = new Topic(name, partitions);
    this.topics.set(name, topic);
    return topic;
  }

  group(id: string): Group {
    const known = this.groups.get(id);
    if (known) return known;
    const group = new Group();
    this.groups.set(id, group);
    return group;
  }

  arrived(): void {
    for (const resolve of this.#arrivals.splice(0)) resolve();
  }

  /** Settles when records arrive, or after `ms`. */
  async nextArrival(ms: number): Promise<void> {
    const timer = new AbortController();
    const arrival = new Promise<void>((resolve) => this.#arrivals.push(resolve));
    await Promise.race([
      arrival,
      sleep(ms, undefined, { ref: false, signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
  }
}

type Api = (state: BrokerState, call: Call) => Body | Promise<Body>;

const broker = (state: BrokerState) => ({ nodeId: brokerId, host: '127.0.0.1', port: state.port });

function metadata(state: BrokerState, { version, body }: Call): Body {
  // Version 0 asks for everything by an empty list, later ones by null.
  const all = body.topics === null || (version === 0 && body.topics.length === 0);
  const names: string[] = all
    ? [...state.topics.keys()]
    : body.topics.map((topic: Body) => topic.name);
  const create = body.allowAutoTopicCreation !== false;
  return {
    brokers: [broker(state)],
    clusterId,
    controllerId: brokerId,
    topics: names.map((name) => describeTopic(name, state.topic(name, create && !all))),
  };
}

function describeTopic(name: string, topic: Topic | undefined): Body {
  if (!topic) return { errorCode: ErrorCode.unknownTopicOrPartition, name, partitions: [] };
  const partitions = topic.partitions.map((_, partitionIndex) => ({
    errorCode: ErrorCode.none,
    partitionIndex,
    leaderId: brokerId,
    leaderEpoch: brokerEpoch,
    replicaNodes: [brokerId],
    isrNodes: [brokerId],
    offlineReplicas: [],
  }));
  return { errorCode: ErrorCode.none, name, topicId: topic.id, isInternal: false, partitions };
}

function produce(state: BrokerState, { body }: Call): Body {
  const responses = body.topicData.map(({ name, partitionData }: Body) => ({
    name,
    partitionResponses: partitionData.map(({ index, records }: Body) => {
      const partition = state.topic(name, true)?.partitions[index];
      if (!partition)
        return { index, errorCode: ErrorCode.unknownTopicOrPartition, baseOffset: -1n };
      const baseOffset = partition.append(Buffer.from(records ?? []));
      if (baseOffset === undefined) {
        return { index, errorCode: ErrorCode.unsupportedForMessageFormat, baseOffset: -1n };
      }
      return { index, errorCode: ErrorCode.none, baseOffset, logAppendTimeMs: -1n };
    }),
  }));
  state.arrived();
  return body.acks === 0 ? undefined : { responses };
}

async function fetch(state: BrokerState, { body }: Call): Promise<Body> {
  const until = Date.now() + body.maxWaitMs;
  for (;;) {
    const { responses, bytes } = readAll(state, body);
    const wait = until - Date.now();
    const isError = responses.some(({ partitions }: Body) =>
      partitions.some((p: Body) => p.errorCode !== 0),
    );
    if (bytes >= body.minBytes || wait <= 0 || isError)
      return { errorCode: 0, sessionId: 0, responses };
    await state.nextArrival(wait);
  }
}

function readAll(state: BrokerState, body: Body): { responses: Body[]; bytes: number } {
  let bytes = 0;
  const responses = body.topics.map(({ topic, partitions }: Body) => ({
    topic,
    partitions: partitions.map((wanted: Body) => {
      const answer = readPartition(state, topic, wanted);
      bytes += answer.records?.length ?? 0;
      return answer;
    }),
  }));
  return { responses, bytes };
}

function readPartition(state: BrokerState, topic: string, wanted: Body): Body {
  const partitionIndex = wanted.partition;
  const partition = state.topics.get(topic)?.partitions[partitionIndex];
  const failed = { partitionIndex, highWatermark: -1n, abortedTransactions: [] };
  if (!partition) return { ...failed, errorCode: ErrorCode.unknownTopicOrPartition };
  const { next, start } = partition;
  if (wanted.fetchOffset > next || wanted.fetchOffset < start) {
    return { ...failed, errorCode: ErrorCode.offsetOutOfRange };
  }
  return {
    partitionIndex,
    errorCode: ErrorCode.none,
    highWatermark: next,
    lastStableOffset: next,
    logStartOffset: start,
    abortedTransactions: null,
    records: partition.read(wanted.fetchOffset, wanted.partitionMaxBytes),
  };
}

function listOffsets(state: BrokerState, { body }: Call): Body {
  const topics = body.topics.map(({ name, partitions }: Body) => ({
    name,
    partitions: partitions.map(({ partitionIndex, timestamp }: Body) => {
      const partition = state.topics.get(name)?.partitions[partitionIndex];
      if (!partition) return { partitionIndex, errorCode: ErrorCode.unknownTopicOrPartition };
      const offset = partition.offsetAt(timestamp);
      return {
        partitionIndex,
        errorCode: ErrorCode.none,
        timestamp: -1n,
        offset,
        leaderEpoch: brokerEpoch,
      };
    }),
  }));
  return { topics };
}

function createTopics(state: BrokerState, { body }: Call): Body {
  const topics = body.topics.map(({ name, numPartitions }: Body) => {
    if (state.topics.has(name)) return { name, errorCode: ErrorCode.topicAlreadyExists };
    const partitions = numPartitions > 0 ? numPartitions : partitions_default;
    if (!body.validateOnly) state.topic(name, true, partitions);
    return {
      name,
      errorCode: ErrorCode.none,
      numPartitions: partitions,
      replicationFactor: 1,
      configs: [],
    };
  });
  return { topics };
}

function deleteTopics(state: BrokerState, { body }: Call): Body {
  const names: string[] = body.topicNames ?? body.topics.map((topic: Body) => topic.name);
  const responses = names.map((name) => {
    const known = state.topics.delete(name);
    return { name, errorCode: known ? ErrorCode.none : ErrorCode.unknownTopicOrPartition };
  });
  return { responses };
}

function findCoordinator(state: BrokerState, { version, body }: Call): Body {
  if (version < 4) return { errorCode: ErrorCode.none, ...broker(state) };
  const coordinators = body.coordinatorKeys.map((key: string) => ({
    key,
    errorCode: 0,
    ...broker(state),
  }));
  return { coordinators };
}

function joinGroup(state: BrokerState, { clientId, body }: Call): Promise<Body> {
  const protocols = body.protocols.map(({ name, metadata: bytes }: Body) => ({
    name,
    metadata: Buffer.from(bytes),
  }));
  const request: JoinRequest = { ...body, protocols };
  return state.group(body.groupId).join(request, clientId);
}

async function syncGroup(state: BrokerState, { body }: Call): Promise<Body> {
  const group = state.group(body.groupId);
  const answer = await group.sync(body.memberId, body.generationId, body.assignments);
  return { ...answer, protocolType: group.protocolType, protocolName: group.protocol };
}

function leaveGroup(state: BrokerState, { version, body }: Call): Body {
  const group = state.group(body.groupId);
  if (version < 3) return { errorCode: group.leave(body.memberId) };
  const members = body.members.map(({ memberId, groupInstanceId }: Body) => ({
    memberId,
    groupInstanceId,
    errorCode: group.leave(memberId),
  }));
  return { errorCode: ErrorCode.none, members };
}

function offsetCommit(state: BrokerState, { body }: Call): Body {
  const { offsets } = state.group(body.groupId);
  const topics = body.topics.map(({ name, partitions }: Body) => ({
    name,
    partitions: partitions.map(({ partitionIndex, committedOffset, committedMetadata }: Body) => {
      offsets.set(`${name}/${partitionIndex}`, {
        offset: committedOffset,
        metadata: committedMetadata,
      });
      return { partitionIndex, errorCode: ErrorCode.none };
    }),
  }));
  return { topics };
}

function offsetFetch(state: BrokerState, { version, body }: Call): Body {
  if (version < 8) return { ...committedOf(state, body), errorCode: ErrorCode.none };
  const groups = body.groups.map((group: Body) => ({
    groupId: group.groupId,
    ...committedOf(state, group),
    errorCode: 0,
  }));
  return { groups };
}

function committedOf(state: BrokerState, { groupId, topics }: Body): Body {
  const { offsets } = state.group(groupId);
  const wanted = topics ?? committedTopics([...offsets.keys()]);
  return {
    topics: wanted.map(({ name, partitionIndexes }: Body) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex: number) => {
        const { offset = -1n, metadata: note = '' } =
          offsets.get(`${name}/${partitionIndex}`) ?? {};
        return {
          partitionIndex,
          committedOffset: offset,
          committedLeaderEpoch: -1,
          metadata: note,
          errorCode: 0,
        };
      }),
    })),
  };
}

function committedTopics(keys: readonly string[]): { name: string; partitionIndexes: number[] }[] {
  const byName = Map.groupBy(keys, (key) => key.slice(0, key.lastIndexOf('/')));
  return [...byName].map(([name, own]) => ({
    name,
    partitionIndexes: own.map((key) => Number(key.slice(key.lastIndexOf('/') + 1))),
  }));
}

function describeGroups(state: BrokerState, { body }: Call): Body {
  const groups = body.groups.map((groupId: string) => {
    const group = state.groups.get(groupId);
    if (!group) return { groupId, errorCode: ErrorCode.none, groupState: 'Dead', members: [] };
    const members = [...group.members.values()].map(({ id, assignment }) => ({
      memberId: id,
      clientId: id,
      clientHost: '/127.0.0.1',
      memberAssignment: assignment,
    }));
    const { state: groupState, protocolType, protocol: protocolData } = group;
    return { groupId, errorCode: ErrorCode.none, groupState, protocolType, protocolData, members };
  });
  return { groups };
}

/** SASL/PLAIN (RFC 4616) with any password: the demo's broker only wants to know who is there. */
function saslAuthenticate(_state: BrokerState, { body }: Call): Body {
  const [, user] = Buffer.from(body.authBytes).toString('utf8').split('\0');
  if (user) return { errorCode: ErrorCode.none, authBytes: new Uint8Array(0) };
  return { errorCode: ErrorCode.saslAuthenticationFailed, errorMessage: 'no user name' };
}

/** By API key. The second number is the newest version that the broker offers. */
export const apiTable: Readonly<Record<number, { max: number; answer: Api }>> = {
  0: { max: 9, answer: produce },
  1: { max: 12, answer: fetch },
  2: { max: 7, answer: listOffsets },
  3: { max: 12, answer: metadata },
  8: { max: 8, answer: offsetCommit },
  9: { max: 9, answer: offsetFetch },
  10: { max: 4, answer: findCoordinator },
  11: { max: 9, answer: joinGroup },
  12: {
    max: 4,
    answer: (state, { body }) => ({
      errorCode: state.group(body.groupId).heartbeat(body.memberId, body.generationId),
    }),
  },
  13: { max: 5, answer: leaveGroup },
  14: { max: 5, answer: syncGroup },
  15: { max: 5, answer: describeGroups },
  16: {
    max: 4,
    answer: (state) => ({
      groups: [...state.groups].map(([groupId, { protocolType, state: groupState }]) => ({
        groupId,
        protocolType,
        groupState,
      })),
    }),
  },
  17: {
    max: 1,
    answer: (_state, { body }) => ({
      errorCode: body.mechanism === 'PLAIN' ? ErrorCode.none : ErrorCode.unsupportedSaslMechanism,
      mechanisms: ['PLAIN'],
    }),
  },
  19: { max: 7, answer: createTopics },
  20: { max: 5, answer: deleteTopics },
  22: {
    max: 4,
    answer: (state) => ({ errorCode: 0, producerId: ++state.producers, producerEpoch: 0 }),
  },
  36: { max: 2, answer: saslAuthenticate },
  60: {
    max: 1,
    answer: (state) => ({
      errorCode: 0,
      clusterId,
      controllerId: brokerId,
      brokers: [{ ...broker(state), brokerId }],
    }),
  },
};
