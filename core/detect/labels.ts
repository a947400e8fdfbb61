/**
 * Names before values in a text: `password=hunter2`, `DOB: 1980-02-01`, `"api_key": "..."`. What
 * stands before a colon or an equals sign is read like the name of a field.
 */
import type { Extent } from './detector.ts';
import {
  isArgument,
  isFlagged,
  isOption,
  isSetter,
  isTag,
  isVerb,
  type Label,
  labelBefore,
  labelStart,
  NameFlags,
  pairedLabel,
  remoteLabel,
  separatorStart,
} from './label-names.ts';
import { isTalk, openValue, tagEnd, valueEnd } from './label-values.ts';
import type { Entry, NameIndex } from './names.ts';

type Named = Pick<Entry, 'detector' | 'weak' | 'compound'>;

export interface LabelSink {
  /**
   * A value [start, end) after the name of `detector`. `flagged`: the scan would have raised SECRET
   * for the name alone. `verb`: name and value are joined by `is`. Returns true when it is a find.
   */
  labelled(
    detector: number,
    weak: boolean,
    flagged: boolean,
    verb: boolean,
    start: number,
    end: number,
  ): boolean;
}

/** Labels that are read inside one value that was found behind a label; `a=b=c=...` has thousands. */
const labelsInside = 8;
/** Labels whose meaning is remembered. */
const known_count_max = 4_096;
/** Characters behind the name of a secret within which the scan sees the mark: of the name before a type too. */
const reachOfName = 72;
const reachOfTyped = 176;

/** A label with what it names. */
interface Meaning {
  /** Its mark is that of the text in which it was first read. */
  readonly label: Label;
  readonly entries: readonly Named[] | undefined;
}

/** Reads the labels of texts for the detectors of one engine. */
export class Labels {
  readonly #names: NameIndex;
  /** How far the values of a detector reach. */
  readonly #extentOf: (detector: number) => Extent;
  #known = new Map<string, Meaning>();

  constructor(names: NameIndex, extentOf: (detector: number) => Extent) {
    this.#names = names;
    this.#extentOf = extentOf;
  }

  /**
   * Tells `sink` of every value in `text` behind a name that a detector knows; `my pin is 1234` counts as
   * a name and a value.
   */
  read(text: string, sink: LabelSink): void {
    let foundTo = 0;
    let inside = 0;
    for (let at = 1; at < text.length; at += 1) {
      if (at < foundTo && inside === labelsInside) at = foundTo;
      const code = text.charCodeAt(at);
      const verb = code === 105 && isVerb(text, at);
      const option = code === 32 && isOption(text, at);
      // `key: value`, `key=value`, `<key>value</key>`.
      const separates = code === 58 || code === 61 || code === 62;
      // `setProperty("TOKEN", "...")`, `getenv("TOKEN", "...")`.
      const argument = (code === 44 && isArgument(text, at)) || (code === 40 && isSetter(text, at));
      if (!separates && !verb && !option && !argument) continue;
      if (separates && !isMark(text, at, code)) continue;
      const before = markStart(text, at, code);
      let { label, entries } = this.#at(text, before);
      let mark = before;
      if (isPaired(label)) {
        label = pairedLabel(text, before);
        entries = this.#entriesOf(label, separates);
      }
      if (label.between && code === 58 && text.charCodeAt(at + 1) > 32) continue;
      if (!separates) entries = this.#ending(label);
      if (!entries && code === 61 && label.words.length > 0) {
        label = remoteLabel(text, before);
        mark = label.mark;
        entries = this.#ending(label);
      }
      if (!entries) continue;
      const flagged = option
        ? isPasswordOption(text, at)
        : separates && mark >= 0 && isFlagged(text, mark);
      const to = this.#value(text, verb ? at + 1 : at, verb, flagged, entries, label, sink);
      if (to <= foundTo) inside += at < foundTo ? 1 : 0;
      else {
        inside = at < foundTo ? inside + 1 : 0;
        foundTo = to;
      }
    }
  }

  /** As `read`, of labels alone for which the scan has raised SECRET. */
  readFlagged(text: string, sink: LabelSink): void {
    let foundTo = 0;
    let inside = 0;
    const flags = new NameFlags(text);
    for (let at = 1; at < text.length; at += 1) {
      if (at < foundTo && inside === labelsInside) at = foundTo;
      const code = text.charCodeAt(at);
      let to = 0;
      if (code === 32) {
        if (!isPasswordOption(text, at) || !isOption(text, at)) continue;
        const before = markStart(text, at, code);
        const { label } = this.#at(text, before);
        const own = isPaired(label) ? pairedLabel(text, before) : label;
        const entries = this.#ending(own);
        if (!entries) continue;
        to = this.#value(text, at, false, true, entries, own, sink);
      } else if (code === 58 || code === 61 || code === 62) {
        const reach = code === 61 ? reachOfTyped : reachOfName;
        if (at - flags.last(at) > reach || !isMark(text, at, code)) continue;
        to = this.#flagged(text, at, code, flags, sink);
      } else continue;
      if (to <= foundTo) inside += at < foundTo ? 1 : 0;
      else {
        inside = at < foundTo ? inside + 1 : 0;
        foundTo = to;
      }
    }
  }

  #flagged(text: string, at: number, code: number, flags: NameFlags, sink: LabelSink): number {
    const before = markStart(text, at, code);
    const isDirect = flags.isBefore(before);
    if (!isDirect && code !== 61) return 0;
    let { label, entries } = this.#at(text, before);
    if (isPaired(label)) {
      label = pairedLabel(text, before);
      entries = this.#entriesOf(label, true);
    }
    if (label.between && code === 58 && text.charCodeAt(at + 1) > 32) return 0;
    let flagged = isDirect;
    if (!entries && code === 61 && label.words.length > 0) {
      label = remoteLabel(text, before);
      entries = this.#ending(label);
      flagged = entries !== undefined && label.mark >= 0 && isFlagged(text, label.mark);
    }
    if (!entries || !flagged) return 0;
    return this.#value(text, at, false, true, entries, label, sink);
  }

  /** The label that ends at `end`, with what it names before a mark. */
  #at(text: string, end: number): Meaning {
    const start = labelStart(text, end);
    const key = text.slice(Math.max(0, start - 1), end);
    const known = this.#known.get(key);
    if (known && start > 0) return known;
    const label = labelBefore(text, end);
    const meaning = { label, entries: this.#entriesOf(label, true) };
    if (start > 0) {
      if (this.#known.size >= known_count_max) this.#known = new Map();
      this.#known.set(key, meaning);
    }
    return meaning;
  }

  #ending(label: Label): readonly Named[] | undefined {
    return label.words.length > 0 ? this.#names.ending(label.words) : undefined;
  }

  #entriesOf(label: Label, separates: boolean): readonly Named[] | undefined {
    const entries = this.#ending(label);
    if (entries || !separates || label.identifier === '') return entries;
    return inName(label.identifier, this.#names);
  }

  /** Tells of the value behind a label; its end where it is a find, else 0. */
  #value(
    text: string,
    separator: number,
    verb: boolean,
    flagged: boolean,
    entries: readonly Named[],
    label: Label,
    sink: LabelSink,
  ): number {
    let to = 0;
    const { start, quoted } = openValue(text, separator);
    if (label.open !== '' && text[start - 1] === label.open) return to;
    for (const { detector, weak, compound } of entries) {
      if (compound && !label.joined) continue;
      const extent = this.#extentOf(detector);
      const inTag = text[separator] === '>' && quoted < 0 ? tagEnd(text, start) : -1;
      const end = quoted >= 0 ? quoted : inTag >= 0 ? inTag : valueEnd(text, start, extent);
      if (end <= start) continue;
      if (extent === 'secret' && quoted < 0 && isTalk(text, separator, start, end)) continue;
      if (sink.labelled(detector, weak, flagged, verb, start, end)) to = Math.max(to, end);
    }
    return to;
  }
}

/** True at a colon, an equals sign or a bracket that may part a name from its value. */
function isMark(text: string, at: number, code: number): boolean {
  if (code === 58) {
    const next = text.charCodeAt(at + 1);
    return next !== 58 && next !== 47;
  }
  return code === 61 || isTag(text, at);
}

/** Where the separator begins that has `code` at `at`. */
function markStart(text: string, at: number, code: number): number {
  return code === 61 || text.charCodeAt(at + 1) === 61 ? separatorStart(text, at) : at;
}

/** True for `value`, which another word names. */
function isPaired({ words }: Label): boolean {
  return words.length === 1 && (words[0] === 'val' || words[0] === 'value');
}

/** True behind `password`, the option that the scan knows. */
function isPasswordOption(text: string, at: number): boolean {
  return (
    (text.charCodeAt(at - 1) | 32) === 100 && /password$/i.test(text.slice(Math.max(0, at - 8), at))
  );
}

/** Names of what has to do with secrets: how they are made, where they are asked for. */
const aboutSecret =
  /(?:encryption|algorithm|method|mode|scheme|title|message|manager|service|helper|handler|store|class|page|form|view|button|icon|color|style|event|action)$/i;

/** What an identifier names that goes on behind the name: `password_db`, `API_KEY_MAPS`. */
function inName(identifier: string, names: NameIndex): readonly Named[] | undefined {
  if (!/(?:password|passwd|secret|token|api_?key)[_.-]?[A-Z0-9_.-]/i.test(identifier))
    return undefined;
  if (aboutSecret.test(identifier)) return undefined;
  const { named } = names.field('', [identifier]);
  if (named.length === 0) return undefined;
  return named.map((detector) => ({ detector, weak: false, compound: false }));
}
