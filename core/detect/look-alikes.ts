/**
 * Letters of other alphabets that look like Latin ones. A word that mixes both is read as Latin: it was
 * written so by mistake, or so that a name is not known again.
 */

/** Cyrillic and Greek letters of Unicode's confusables (UTS #39) and what they look like. */
const pairs =
  'аa еe оo рp сc уy хx іi јj ѕs ԁd ԛq һh ԝw ѵv ӏl АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY ЅS ІI ЈJ ' +
  'αa οo νv ρp ιi υu γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX';

const latin = new Map(pairs.split(' ').map((pair) => [pair[0], pair[1]]));
const words = /[\p{L}\p{M}]+/gu;

/** The text with such letters in words that hold Latin ones as well replaced by what they look like. */
export function withoutLookAlikes(text: string): string {
  if (!/[\u0370-\u052f]/.test(text)) return text;
  return text.replace(words, (word) => {
    if (!/[A-Za-z]/.test(word)) return word;
    return [...word].map((letter) => latin.get(letter) ?? letter).join('');
  });
}
