/** Plays captured conversations through a gate in memory. */
import type { Direction, Protocol } from '../../core/protocol.ts';
import type { Captured, Piece } from './capture.ts';
import { MemoryGate, type Treated } from './memory-gate.ts';
import { type PolicyName, policyFor } from './policy.ts';

export interface Outcome {
  readonly gate: MemoryGate;
  readonly request: Buffer;
  readonly response: Buffer;
  readonly treated: readonly Treated[];
}

/** How a piece reaches the gate: in one, or in several parts. */
export type Chop = (index: number, bytes: Buffer) => readonly Buffer[];

const whole: Chop = (_index, bytes) => [bytes];

/**
 * Where a question of the gate's own has its number, and where the answer repeats it. A recorded
 * answer is given the number of the question that was asked this time.
 */
const numbers: Readonly<Record<string, { question: number; answer: number }>> = {
  kafka: { question: 8, answer: 4 },
  mongo: { question: 4, answer: 8 },
};

function readdress(protocol: Protocol, gate: MemoryGate, answer: Buffer): Buffer {
  const place = numbers[protocol.name];
  const question = gate.out.request.at(-1);
  if (!place || !question) return answer;
  const copy = Buffer.from(answer);
  question.copy(copy, place.answer, place.question, place.question + 4);
  // Numbers differ from run to run; outputs must not.
  question.fill(0, place.question, place.question + 4);
  return copy;
}

export function play(
  protocol: Protocol,
  pieces: readonly Piece[],
  policy: PolicyName,
  chop: Chop = whole,
): Outcome {
  const treated: Treated[] = [];
  const gate = new MemoryGate(protocol, {
    policy: policyFor(protocol.name, policy),
    onTreated: (each) => treated.push(each),
  });
  pieces.forEach(({ direction, bytes, own }, index) => {
    // Where nothing is inspected the gate asks nothing, so nothing is answered.
    if (own && policy === 'none') return;
    const said = own ? readdress(protocol, gate, bytes) : bytes;
    for (const part of chop(index, said)) gate.push(direction, part);
  });
  return { gate, request: gate.output('request'), response: gate.output('response'), treated };
}

/** Everything that a client or a server said of itself, in one. */
export const saidBy = ({ pieces }: Captured, wanted: Direction): Buffer =>
  Buffer.concat(
    pieces.filter(({ direction, own }) => direction === wanted && !own).map(({ bytes }) => bytes),
  );
