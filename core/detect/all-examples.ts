/** The examples of all families. */
import { contactExamples } from './contact/examples.ts';
import type { DetectorExamples } from './examples.ts';
import { financeExamples } from './finance/examples.ts';
import { healthExamples } from './health/examples.ts';
import { idExamples } from './ids/examples.ts';
import { netExamples } from './net/examples.ts';
import { secretExamples } from './secrets/examples.ts';

export const allExamples: readonly DetectorExamples[] = [
  ...contactExamples,
  ...netExamples,
  ...idExamples,
  ...financeExamples,
  ...healthExamples,
  ...secretExamples,
];

/** The text of an example without its two bars, and where they stood. */
export function parseExample(example: string): { text: string; start: number; end: number } {
  const start = example.indexOf('|');
  const end = example.lastIndexOf('|') - 1;
  const text = example.slice(0, start) + example.slice(start + 1, end + 1) + example.slice(end + 2);
  return { text, start, end };
}
