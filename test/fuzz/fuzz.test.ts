/**
 * Damaged frames by the hundred thousand: no crash, no hang, and nothing sensitive goes on raw. The
 * seed is fixed; a failure names what repeats it. FUZZ_COUNT and FUZZ_SEED run more, or others.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Protocol } from '../../core/protocol.ts';
import { Random } from '../../demo/data/random.ts';
import { protocols } from '../../proxies/index.ts';
import { play } from '../contract/play.ts';
import { secretsOf } from '../contract/secrets.ts';
import { mutate } from './mutate.ts';
import { type Subject, subjectsOf } from './subjects.ts';

const frames_count = Number(process.env.FUZZ_COUNT ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_124);
/** Faults that are shown in full; of the others only the number. */
const shown_max = 3;
const unexpected = 'TG-CORE-0013';
/** Addresses alone: whether digits are a card's depends on what the field held before. */
const secrets = secretsOf().filter((secret) => secret.includes('@'));

/**
 * True where `bytes` holds an address as such. One whose end has been damaged into a longer word
 * (`example.com7`) is none.
 */
function leaks(bytes: Buffer): boolean {
  return secrets.some((secret) => {
    for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + 1)) {
      const behind = bytes.toString('latin1', at + secret.length, at + secret.length + 2);
      if (!/^(\.?[A-Za-z0-9_\x80-\xff-]|@)/.test(behind)) return true;
    }
    return false;
  });
}

/** Damages one piece of the conversation, most often the answer that holds the secrets. */
function attack(protocol: Protocol, subject: Subject, random: Random): string | undefined {
  const last = subject.pieces.length - 1;
  const target = random.next() < 0.8 ? last : random.whole(0, last);
  let sent: Buffer = Buffer.alloc(0);
  const { gate, response } = play(protocol, subject.pieces, 'masks', (index, bytes) => {
    if (index !== target) return [bytes];
    sent = mutate(bytes, random);
    if (random.next() < 0.5) subject.repair?.(sent);
    subject.restore?.(sent, bytes);
    return [sent];
  });
  // A damaged request may ask for something else, which the recorded answer does not answer.
  const isAnswer = subject.pieces[target].direction === 'response';
  const fault =
    gate.ended?.code === unexpected
      ? `unexpected fault: ${gate.ended.stack}`
      : isAnswer && leaks(response) && 'an address went on raw';
  return fault ? `${subject.name}, piece ${target}: ${fault}\n${sent.toString('hex')}` : undefined;
}

for (const protocol of protocols) {
  test(`${protocol.name}: ${frames_count} damaged frames`, () => {
    const random = new Random(seed);
    const subjects = subjectsOf(protocol.name);
    assert.ok(subjects.length > 0);
    const faults: string[] = [];
    for (let i = 0; i < frames_count; i++) {
      const fault = attack(protocol, random.pick(subjects), random);
      if (fault) faults.push(`frame ${i} of seed ${seed}, ${fault}`);
    }
    if (faults.length > 0) {
      assert.fail(`${faults.length} at fault, of which:\n${faults.slice(0, shown_max).join('\n')}`);
    }
  });
}
