/** What the captures hold that must not reach a client through the policy `masks`. */
import { people } from '../../demo/data/people.ts';

/** The seed and number of scripts/capture.ts. */
export const captureSeed = 7;
export const captureUnits = 3;

/** Texts as they stand in the bytes: addresses, and card numbers in both ways of writing them. */
export function secretsOf(): Buffer[] {
  const found: string[] = [];
  for (const person of people(captureSeed)) {
    if (person.number > captureUnits) break;
    found.push(person.email, person.card, person.card.replace(/(\d{4})(?=\d)/g, '$1 '));
  }
  return found.map((text) => Buffer.from(text));
}
