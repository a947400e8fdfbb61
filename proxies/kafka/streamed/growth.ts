/**
 * Of which topics batches have become longer than they were, by masks or because they were packed less
 * tightly. A response that goes on in portions has no room for that, so a topic must have shown that it
 * does not need any. Known for all connections, by name: another topic of the same name costs nothing
 * but time.
 */

/** Stretches of batches that must have kept their size before a topic is trusted. */
const trustedFrom = 4;
/** ... and after one that has grown. */
const doubtFor = 4_096;
const topicsMax = 10_000;

class Growth {
  /** Stretches that kept their size; below zero after one that has grown. */
  #kept = new Map<string, number>();

  /** Notes what became of a stretch of batches of `topic`, which had `before` bytes. */
  note(topic: string, before: number, after: number): void {
    const kept = this.#kept.get(topic) ?? 0;
    if (after <= before && kept >= trustedFrom) return;
    if (this.#kept.size >= topicsMax) this.#kept.clear();
    this.#kept.set(topic, after > before ? -doubtFor : kept + 1);
  }

  trusts(topic: string): boolean {
    return (this.#kept.get(topic) ?? 0) >= trustedFrom;
  }

  /** For tests: as if enough had been seen. */
  trust(topic: string): void {
    this.#kept.set(topic, trustedFrom);
  }

  /** For tests: as if nothing had been seen. */
  forget(topic: string): void {
    this.#kept.delete(topic);
  }
}

export const growth = new Growth();
