/**
 * Names before values in a text: `password=hunter2`, `DOB: 1980-02-01`, `"api_key": "..."`. What
 * stands before a colon or an equals sign is read like the name of a field.
 */
import type { Extent } from './detector.ts';
import type { KnownWords } from './known-words.ts';
import {
  isArgument,
  isFlagged,
  isIdentifier,
  isJoined,
  isOption,
  isSetter,
  isTag,
  isVerb,
  type Label,
  labelBefore,
  NameFlags,
  pairedLabel,
  remoteLabel,
  separatorStart,
} from './label-names.ts';
import { isTalk, openValue, tagEnd, valueEnd } from './label-values.ts';
import { LabelWords } from './label-words.ts';
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
/** Characters behind the name of a secret within which the scan sees the mark: of the name before a type too. */
const reachOfName = 72;
const reachOfTyped = 176;

/** Reads the labels of texts for the detectors of one engine. */
export class Labels {
  readonly #names: NameIndex;
  readonly #words: LabelWords;
  /** How far the values of a detector reach. */
  readonly #extentOf: (detector: number) => Extent;
  /** The label at hand: what it names, the quote that it leaves open, the mark behind it. */
  #entries: readonly Named[] | undefined;
  #open = '';
  #mark = -1;
  /** It stands between colons, as in `arn:aws:secretsmanager:eu:1:secret:name`. */
  #between = false;
  /** The last word hangs together with the one before; undefined until it is asked. */
  #joined: boolean | undefined;
  #start = 0;
  #stop = 0;

  constructor(known: KnownWords, names: NameIndex, extentOf: (detector: number) => Extent) {
    this.#names = names;
    this.#words = new LabelWords(known, names);
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
      this.#look(text, at, code, separates);
      if (!this.#entries) continue;
      const flagged = option
        ? isPasswordOption(text, at)
        : separates && this.#mark >= 0 && isFlagged(text, this.#mark);
      const to = this.#value(text, verb ? at + 1 : at, verb, flagged, sink);
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
      if (code === 32) {
        if (!isPasswordOption(text, at) || !isOption(text, at)) continue;
        this.#look(text, at, code, false);
      } else if (code === 58 || code === 61 || code === 62) {
        const reach = code === 61 ? reachOfTyped : reachOfName;
        if (at - flags.last(at) > reach || !isMark(text, at, code)) continue;
        const before = markStart(text, at, code);
        const isDirect = flags.isBefore(before);
        if (!isDirect && code !== 61) continue;
        this.#look(text, at, code, true);
        const flagged = this.#mark === before ? isDirect : isFlagged(text, this.#mark);
        if (this.#mark < 0 || !flagged) continue;
      } else continue;
      const to = this.#entries ? this.#value(text, at, false, true, sink) : 0;
      if (to <= foundTo) inside += at < foundTo ? 1 : 0;
      else {
        inside = at < foundTo ? inside + 1 : 0;
        foundTo = to;
      }
    }
  }

  /** Notes what stands before the separator at `at`. */
  #look(text: string, at: number, code: number, separates: boolean): void {
    const words = this.#words;
    const before = markStart(text, at, code);
    this.#entries = undefined;
    this.#mark = before;
    this.#joined = undefined;
    let hasWords = true;
    if (words.read(text, before)) {
      this.#start = words.start;
      this.#stop = words.stop;
      this.#open = words.open;
      this.#between = words.between;
      hasWords = words.hasWords;
      if (words.isPaired) hasWords = this.#distant(pairedLabel(text, before));
      else if (hasWords) this.#entries = words.entries() ?? this.#inName(text, separates);
    } else hasWords = this.#string(text, before, separates);
    if (this.#between && code === 58 && text.charCodeAt(at + 1) > 32) {
      this.#entries = undefined;
    } else if (!this.#entries && code === 61 && hasWords) {
      const label = remoteLabel(text, before);
      this.#distant(label);
      this.#mark = label.mark;
    }
  }

  /** A label with letters beyond ASCII. */
  #string(text: string, before: number, separates: boolean): boolean {
    const label = labelBefore(text, before);
    const { words } = label;
    if (words.length === 1 && (words[0] === 'val' || words[0] === 'value')) {
      return this.#distant(pairedLabel(text, before));
    }
    this.#distant(label);
    if (!this.#entries && separates && label.identifier !== '') {
      this.#entries = inName(label.identifier, this.#names);
    }
    return words.length > 0;
  }

  /** Takes a label that was made of strings; true where it has words. */
  #distant({ words, open, between, joined }: Label): boolean {
    this.#open = open;
    this.#between = between;
    this.#joined = joined;
    this.#entries = words.length > 0 ? this.#names.ending(words) : undefined;
    return words.length > 0;
  }

  #inName(text: string, separates: boolean): readonly Named[] | undefined {
    if (!separates) return undefined;
    const label = text.slice(this.#start, this.#stop);
    return isIdentifier(label) ? inName(label.trim(), this.#names) : undefined;
  }

  /** Tells of the value behind a label; its end where it is a find, else 0. */
  #value(
    text: string,
    separator: number,
    verb: boolean,
    flagged: boolean,
    sink: LabelSink,
  ): number {
    let to = 0;
    const { start, quoted } = openValue(text, separator);
    if (this.#open !== '' && text[start - 1] === this.#open) return to;
    for (const { detector, weak, compound } of this.#entries ?? []) {
      if (compound) {
        this.#joined ??= !this.#words.isQuoted && isJoined(text.slice(this.#start, this.#stop));
        if (!this.#joined) continue;
      }
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
