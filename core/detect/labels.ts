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

/**
 * Tells `sink` of every value in `text` behind a name that a detector knows. `extentOf` says how far
 * the values of a detector reach; `sentences` also takes `my pin is 1234` for a name and a value.
 */
export function readLabels(
  text: string,
  names: NameIndex,
  extentOf: (detector: number) => Extent,
  sentences: boolean,
  sink: LabelSink,
): void {
  let foundTo = 0;
  let inside = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (at < foundTo && inside === labelsInside) at = foundTo;
    const code = text.charCodeAt(at);
    const verb = sentences && code === 105 && isVerb(text, at);
    const option = code === 32 && isOption(text, at);
    // `key: value`, `key=value`, `<key>value</key>`.
    const separates = code === 58 || code === 61 || code === 62;
    // `setProperty("TOKEN", "...")`, `getenv("TOKEN", "...")`.
    const argument =
      sentences && ((code === 44 && isArgument(text, at)) || (code === 40 && isSetter(text, at)));
    if (!separates && !verb && !option && !argument) continue;
    const next = text.charCodeAt(at + 1);
    if (code === 58 && (next === 58 || next === 47)) continue;
    if (code === 62 && !isTag(text, at)) continue;
    const before = next === 61 || code === 61 ? separatorStart(text, at) : at;
    let label = labelBefore(text, before);
    const paired = label.words.length === 1 && /^val(?:ue)?$/.test(label.words[0]);
    if (paired) label = pairedLabel(text, before);
    if (label.between && code === 58 && next > 32) continue;
    let entries: readonly Named[] | undefined =
      label.words.length > 0 ? names.ending(label.words) : undefined;
    if (!entries && separates && label.identifier !== '') {
      entries = inName(label.identifier, names);
    }
    if (!entries && code === 61 && label.words.length > 0) {
      label = remoteLabel(text, before);
      entries = label.words.length > 0 ? names.ending(label.words) : undefined;
    }
    if (!entries) continue;
    const flagged = option
      ? /password$/i.test(text.slice(Math.max(0, at - 8), at))
      : separates && label.mark >= 0 && isFlagged(text, label.mark);
    const separator = verb ? at + 1 : at;
    const to = readValue(text, separator, verb, flagged, entries, label, extentOf, sink);
    if (to <= foundTo) inside += at < foundTo ? 1 : 0;
    else {
      inside = at < foundTo ? inside + 1 : 0;
      foundTo = to;
    }
  }
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

/** Tells of the value behind a label; its end where it is a find, else 0. */
function readValue(
  text: string,
  separator: number,
  verb: boolean,
  flagged: boolean,
  entries: readonly Named[],
  label: Label,
  extentOf: (detector: number) => Extent,
  sink: LabelSink,
): number {
  let to = 0;
  const { start, quoted } = openValue(text, separator);
  if (label.open !== '' && text[start - 1] === label.open) return to;
  for (const { detector, weak, compound } of entries) {
    if (compound && !label.joined) continue;
    const extent = extentOf(detector);
    const inTag = text[separator] === '>' && quoted < 0 ? tagEnd(text, start) : -1;
    const end = quoted >= 0 ? quoted : inTag >= 0 ? inTag : valueEnd(text, start, extent);
    if (end <= start) continue;
    if (extent === 'secret' && quoted < 0 && isTalk(text, separator, start, end)) continue;
    if (sink.labelled(detector, weak, flagged, verb, start, end)) to = Math.max(to, end);
  }
  return to;
}
