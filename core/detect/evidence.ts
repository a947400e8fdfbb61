/**
 * The weighing of one detector in one field. Two hypotheses are weighed by their likelihood ratio
 * (Wald's sequential test): that the field holds such values, of which nearly all match, or that it
 * holds something else, which matches by chance. The verdict changes only at the far thresholds, so it
 * does not flap.
 *
 * The two errors do not cost the same. A number that is masked for nothing is a nuisance that can be
 * seen and undone by the name of a class; a card that is let go has leaked. So values confirm a field
 * soon, but each match that the gate lets go for the sake of other values must be paid for, by several
 * different values of its form that were none (`Credit`), and matches may be no more of the field than
 * chance makes of it. Thus a column of cards of which some are wrong, or of cards among other numbers,
 * is never cleared for good, and whoever may write into a field buys one value for half a dozen. A scan
 * of data at rest lets nothing pass, so it goes by the verdict alone.
 */
import type { Detector } from './detector.ts';
import { weights } from './weigh.ts';

/** Share of matches in a field that does hold such values: some are empty, wrong or masked. */
const shareWhenTrue = 0.95;
/** ... where nearly every value of the form passes: what fails is then no such thing at all. */
const shareOfLoose = 0.98;
const looseChance = 0.5;
const shareToConfirm = 0.75;
const threshold = 4;
const ceiling = 8;
/** A verdict needs this many different values, whatever the ratio says, */
const valuesMin = 4;
/** So many values must not have matched, and more than did, before a field is cleared. */
const missesMin = 3;
/** Matches that are rarer by chance, those of check digits, say more where all values are such. */
export const rareChance = 0.1;
/** Values that a match costs which is let go, where so many come on one by chance at most, */
const costMax = 6;
const sustained = 0.6;
/** ... those that are held back, and the most that are kept: for two cards in a row, not for three. */
const heldBack = 1;
const creditMax = 14;

/** ... fewer where all have matched and a chance match is rare, as that of a check digit or two. */
export function valuesMinOf(chance: number, pure: boolean): number {
  if (!pure || chance > rareChance) return valuesMin;
  return chance > 0.02 ? 3 : 2;
}

/**
 * Different values that must not have matched for one match of the detector to be let go: fewer than lie
 * between two by chance, so that a field in which it is chance goes on paying.
 */
export function costOf({ chance = 0.2, matchCost }: Detector): number {
  if (matchCost !== undefined) return matchCost;
  if (chance >= chanceMax) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.min(costMax, Math.floor(sustained / chance)));
}

/** A form that nearly every value passes says nothing, however many do. */
export const chanceMax = 0.9;

function shareOf(chance: number): number {
  return chance > looseChance ? shareOfLoose : shareWhenTrue;
}

/** What a match, or a miss, that has `chance` in a field of something else adds to the ratio. */
function ratioOf(matched: boolean, chance: number): number {
  const share = shareOf(chance);
  return matched ? Math.log(share / chance) : Math.log((1 - share) / (1 - chance));
}

export type Verdict = 'open' | 'confirmed' | 'cleared';

/** Values of one form that did not match, which pay for matches that are let go. */
export class Credit {
  #form = 0;
  /** Those in a row, and what is left of them. */
  #seen = 0;
  #values = 0;
  /** Number of the value at which it was last counted. */
  #at = 0;
  /** Hash of the last value that was let go: the same again costs nothing. */
  #letGo = -1;

  /**
   * Notes that value number `at` of the field, of `form`, did not match. `sampled`: so did those since
   * the last one, as far as is known.
   */
  earn(form: number, at: number, sampled: boolean): void {
    const isSame = form === this.#form;
    if (!isSame) this.#values = 0;
    this.#seen = isSame ? this.#seen + 1 : 1;
    this.#add(sampled && isSame ? at - this.#at : 1);
    this.#form = form;
    this.#at = at;
  }

  /** True where a match may be let go, which is paid for; otherwise all that was earned is lost. */
  pays(form: number, value: number, at: number, sampled: boolean, cost: number): boolean {
    if (value === this.#letGo) return true;
    if (sampled) this.#add(at - this.#at);
    this.#at = at;
    const isPaid = form === this.#form && this.#values >= cost + heldBack;
    this.#values = isPaid ? this.#values - cost : 0;
    if (isPaid) this.#letGo = value;
    return isPaid;
  }

  /** Values of `form` that did not match. */
  of(form: number): number {
    return form === this.#form ? this.#seen : 0;
  }

  copy(): Credit {
    const copy = new Credit();
    copy.#form = this.#form;
    copy.#seen = this.#seen;
    copy.#values = this.#values;
    copy.#at = this.#at;
    copy.#letGo = this.#letGo;
    return copy;
  }

  #add(count: number): void {
    this.#values = Math.min(this.#values + count, creditMax);
  }
}

export class Trial {
  readonly detector: number;
  readonly credit: Credit;
  matches = 0;
  misses = 0;
  verdict: Verdict = 'open';
  /** Scratch: the chance of the match of the value at hand; 0 where there is none, -1 where it says nothing. */
  matched = 0;
  #ratio = 0;
  /** Chance of the rarest match so far. */
  rarest = 1;
  readonly #doubted: boolean;
  readonly #mayClear: boolean;

  /**
   * `doubted`: the name of the field speaks of something else, whose check may be the same (ISBN-10).
   * `mayClear`: what the values were may speak against the next one.
   */
  constructor(detector: number, doubted = false, mayClear = true, credit = new Credit()) {
    this.detector = detector;
    this.#doubted = doubted;
    this.#mayClear = mayClear;
    this.credit = credit;
  }

  /** Weight of the verdict, to be added to a finding's. */
  get weight(): number {
    if (this.verdict === 'open') return 0;
    if (this.verdict === 'cleared') return this.#mayClear ? weights.cleared : 0;
    return this.#agreed;
  }

  get #agreed(): number {
    const byCheck = this.rarest <= rareChance && !this.#doubted;
    return byCheck ? weights.confirmedByCheck : weights.confirmed;
  }

  /** True where matches that cost so much are no more than chance makes, and may go if they are paid for. */
  mayLetGo(cost: number): boolean {
    const isFew = this.misses > this.matches && this.misses >= (this.matches - 1) * (cost - 1);
    return this.#mayClear && isFew;
  }

  /**
   * Weight that a further value lends itself and the others where all match so far and it does as well:
   * what the verdict will be once it is learnt. 0 where that is not enough.
   */
  get foreseen(): number {
    if (this.#doubted || this.misses > 0 || this.rarest > chanceMax) return 0;
    const needed = this.rarest <= rareChance ? 2 : valuesMin;
    const ratio = this.#ratio + ratioOf(true, this.rarest);
    return this.matches + 1 >= needed && ratio >= threshold ? this.#agreed : 0;
  }

  /** Counts values that had the same form and did not match, from before the first one that did. */
  begin(misses: number, chance: number): void {
    this.misses = misses;
    this.#ratio = Math.max(-ceiling, misses * ratioOf(false, chance));
  }

  learn(matched: boolean, chance: number, valuesNeeded: number, varied: boolean): void {
    if (matched) {
      this.matches += 1;
      this.rarest = Math.min(this.rarest, chance);
    } else this.misses += 1;
    const ratio = this.#ratio + ratioOf(matched, chance);
    this.#ratio = Math.max(-ceiling, Math.min(ceiling, ratio));
    // Runs of luck are not enough: the share of all values must speak the same way.
    const most = this.matches >= (this.matches + this.misses) * shareToConfirm;
    if (this.#ratio >= threshold && this.matches >= valuesNeeded && varied && most) {
      this.verdict = 'confirmed';
    } else if (
      this.#ratio <= -threshold &&
      this.misses >= missesMin &&
      this.misses > this.matches
    ) {
      this.verdict = 'cleared';
    }
  }
}
