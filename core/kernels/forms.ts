/**
 * Forms: automata that the JSON walk runs over the strings of a path whose values are all of one kind,
 * so that most of them are known before JavaScript sees them. They are kept for the life of the
 * process, in a table of fixed size.
 */
import { formChecks } from './constants.ts';
import { heap, regions, words } from './memory.ts';
import { pathsCount, unknownPath } from './paths.ts';

/** Forms that `FORM_HEADS` holds; number 0 is none. */
const formsMax = 128;
const byteValues = 128;
const stateBytes = byteValues * 4;
const statesMax = regions.FORM_STATES.bytes / stateBytes;

let forms = 0;
let states = 0;

/** An automaton over ASCII. */
export interface FormTable {
  /** For each state (0 is dead, 1 the first) and byte the state that follows, times 128. */
  readonly next: Uint32Array;
  /** For each state what a text that ends there is, 0 = nothing. */
  readonly labels: Uint8Array;
}

/**
 * What a text of a form must pass as well: Luhn's check over its digits, or that no three letters of it
 * are some of `setStubs`.
 */
export type FormCheck = keyof typeof formChecks;

/** Number of the new form, 0 when there is no more room. */
export function addForm({ next, labels }: FormTable, check: FormCheck): number {
  if (forms + 1 >= formsMax || states + labels.length > statesMax) return 0;
  const base = regions.FORM_STATES.start + states * stateBytes;
  for (let i = 0; i < next.length; i++) {
    words[base / 4 + i] = base + (next[i] / byteValues) * stateBytes;
  }
  heap.set(labels, regions.FORM_LABELS.start + states);
  states += labels.length;
  forms += 1;
  const head = regions.FORM_HEADS.start / 4 + forms * 2;
  words[head] = base + stateBytes;
  words[head + 1] = formChecks[check];
  return forms;
}

/** Has walks compare the strings of `path`, where they are told without shapes, with a form; 0 = none. */
export function setForm(path: number, form: number): void {
  if (path < 0 || path >= pathsCount()) throw new RangeError(`no path ${path}`);
  if (path !== unknownPath) heap[regions.PATH_FORMS.start + path] = form;
}

/** Sets the three letters that make a stand-in: a bit for each, by the lower five bits of their codes. */
export function setStubs(bits: Uint32Array): void {
  words.set(bits, regions.FORM_STUBS.start / 4);
}
