/**
 * One consumer group of the classic protocol (Kafka documentation, "Consumer Group Protocol"):
 *
 *     Empty ──join──> Preparing ──all have joined──> Completing ──leader syncs──> Stable
 *                         ^                                                          │
 *                         └───────────── a member joins, leaves or falls silent ─────┘
 */
import { ErrorCode } from './errors.ts';

/** Time for more members to come before the first generation begins. */
const gathering_ms = 100;

export interface JoinRequest {
  readonly memberId: string;
  readonly protocolType: string;
  readonly protocols: readonly { name: string; metadata: Uint8Array }[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs?: number;
}

export interface JoinAnswer {
  errorCode: number;
  generationId: number;
  protocolType: string | null;
  protocolName: string | null;
  leader: string;
  memberId: string;
  members: { memberId: string; metadata: Uint8Array }[];
}

export interface SyncAnswer {
  errorCode: number;
  assignment: Uint8Array;
}

interface Member {
  readonly id: string;
  request: JoinRequest;
  assignment: Uint8Array;
  joined: ((answer: JoinAnswer) => void) | undefined;
  synced: ((answer: SyncAnswer) => void) | undefined;
  expiry: NodeJS.Timeout | undefined;
}

const nothing = new Uint8Array(0);

export class Group {
  state: 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' = 'Empty';
  generation = 0;
  protocolType = '';
  protocol = '';
  readonly members = new Map<string, Member>();
  /** `topic/partition` -> committed offset. */
  readonly offsets = new Map<string, { offset: bigint; metadata: string | null }>();
  #leader = '';
  #count = 0;
  #deadline: NodeJS.Timeout | undefined;
  #gathering = false;

  join(request: JoinRequest, clientId: string): Promise<JoinAnswer> {
    const id = request.memberId || `${clientId}-${++this.#count}`;
    if (request.memberId && !this.members.has(id)) {
      return Promise.resolve(this.#refusal(ErrorCode.unknownMemberId, id));
    }
    const known = this.members.get(id);
    const member: Member = known ?? {
      id,
      request,
      assignment: nothing,
      joined: undefined,
      synced: undefined,
      expiry: undefined,
    };
    member.request = request;
    this.members.set(id, member);
    this.protocolType = request.protocolType;
    clearTimeout(member.expiry);
    return new Promise((resolve) => {
      member.joined = resolve;
      this.#prepare(request.rebalanceTimeoutMs ?? request.sessionTimeoutMs);
      this.#completeIfAllJoined();
    });
  }

  sync(
    memberId: string,
    generation: number,
    assignments: readonly { memberId: string; assignment: Uint8Array }[],
  ): Promise<SyncAnswer> {
    const errorCode = this.#check(memberId, generation);
    if (errorCode !== ErrorCode.none) return Promise.resolve({ errorCode, assignment: nothing });
    const member = this.members.get(memberId) as Member;
    if (this.state === 'Stable')
      return Promise.resolve({ errorCode: ErrorCode.none, assignment: member.assignment });
    return new Promise((resolve) => {
      member.synced = resolve;
      if (memberId === this.#leader) this.#assign(assignments);
    });
  }

  /** The error of a heartbeat, none when the member may go on. */
  heartbeat(memberId: string, generation: number): number {
    const errorCode = this.#check(memberId, generation);
    const member = this.members.get(memberId);
    if (member && errorCode === ErrorCode.none) this.#watch(member);
    return errorCode;
  }

  leave(memberId: string): number {
    const member = this.members.get(memberId);
    if (!member) return ErrorCode.unknownMemberId;
    this.#remove(member);
    return ErrorCode.none;
  }

  close(): void {
    clearTimeout(this.#deadline);
    for (const member of this.members.values()) clearTimeout(member.expiry);
  }

  #check(memberId: string, generation: number): number {
    if (!this.members.has(memberId)) return ErrorCode.unknownMemberId;
    if (this.state === 'PreparingRebalance') return ErrorCode.rebalanceInProgress;
    return generation === this.generation ? ErrorCode.none : ErrorCode.illegalGeneration;
  }

  #prepare(timeoutMs: number): void {
    if (this.state === 'PreparingRebalance') return;
    const first = this.state === 'Empty';
    this.state = 'PreparingRebalance';
    for (const member of this.members.values())
      this.#answerSync(member, ErrorCode.rebalanceInProgress);
    this.#gathering = first;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#expelLate(), first ? gathering_ms : timeoutMs);
  }

  #expelLate(): void {
    this.#gathering = false;
    for (const member of [...this.members.values()]) {
      if (member.joined === undefined) this.members.delete(member.id);
    }
    this.#completeIfAllJoined();
  }

  #completeIfAllJoined(): void {
    const members = [...this.members.values()];
    if (this.#gathering || members.some(({ joined }) => joined === undefined)) return;
    clearTimeout(this.#deadline);
    if (members.length === 0) {
      this.state = 'Empty';
      return;
    }
    this.generation += 1;
    this.state = 'CompletingRebalance';
    if (!this.members.has(this.#leader)) this.#leader = members[0].id;
    this.protocol = this.#commonProtocol(members);
    for (const member of members) this.#welcome(member, members);
  }

  #welcome(member: Member, members: readonly Member[]): void {
    const isLeader = member.id === this.#leader;
    const metadataOf = ({ request }: Member) =>
      request.protocols.find(({ name }) => name === this.protocol)?.metadata ?? nothing;
    this.#watch(member);
    member.joined?.({
      errorCode: ErrorCode.none,
      generationId: this.generation,
      protocolType: this.protocolType,
      protocolName: this.protocol,
      leader: this.#leader,
      memberId: member.id,
      members: isLeader
        ? members.map((each) => ({ memberId: each.id, metadata: metadataOf(each) }))
        : [],
    });
    member.joined = undefined;
  }

  #commonProtocol(members: readonly Member[]): string {
    const supports = (member: Member, name: string) =>
      member.request.protocols.some((p) => p.name === name);
    const [first] = members;
    return (
      first.request.protocols.find(({ name }) => members.every((m) => supports(m, name)))?.name ??
      ''
    );
  }

  #assign(assignments: readonly { memberId: string; assignment: Uint8Array }[]): void {
    for (const { memberId, assignment } of assignments) {
      const member = this.members.get(memberId);
      // A view of the request's frame would change with it.
      if (member) member.assignment = Buffer.from(assignment);
    }
    this.state = 'Stable';
    for (const member of this.members.values()) this.#answerSync(member, ErrorCode.none);
  }

  #answerSync(member: Member, errorCode: number): void {
    const assignment = errorCode === ErrorCode.none ? member.assignment : nothing;
    member.synced?.({ errorCode, assignment });
    member.synced = undefined;
  }

  /** A member that is silent for its session timeout is taken for dead. */
  #watch(member: Member): void {
    clearTimeout(member.expiry);
    member.expiry = setTimeout(() => this.#remove(member), member.request.sessionTimeoutMs);
    member.expiry.unref();
  }

  #remove(member: Member): void {
    clearTimeout(member.expiry);
    member.joined?.(this.#refusal(ErrorCode.unknownMemberId, member.id));
    this.#answerSync(member, ErrorCode.unknownMemberId);
    this.members.delete(member.id);
    this.#prepare(member.request.rebalanceTimeoutMs ?? member.request.sessionTimeoutMs);
    this.#completeIfAllJoined();
  }

  #refusal(errorCode: number, memberId: string): JoinAnswer {
    return {
      errorCode,
      generationId: -1,
      protocolType: null,
      protocolName: '',
      leader: '',
      memberId,
      members: [],
    };
  }
}
