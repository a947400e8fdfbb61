const none: readonly RegExpExecArray[] = [];

/**
 * All matches of a global pattern: as `matchAll`, which makes a pattern of its own each time it is asked,
 * for the many texts in which there are none. No match may be empty.
 */
export function allMatches(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (!match) return none;
  const found: RegExpExecArray[] = [];
  for (; match; match = pattern.exec(text)) found.push(match);
  return found;
}
