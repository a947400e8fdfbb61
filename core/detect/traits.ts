/** Which kinds of characters a text has, so that patterns that need others are not tried. */
export const Trait = {
  digit: 1,
  small: 2,
  capital: 4,
  underscore: 8,
  hyphen: 16,
  dot: 32,
  slash: 64,
  bracket: 128,
  colon: 256,
  dollar: 512,
  space: 1024,
  other: 2048,
  foreign: 4096,
} as const;

export const letters = Trait.small | Trait.capital;
export const alphanumeric = Trait.digit | letters;

const traitOf = new Uint16Array(128).fill(Trait.other);
const fill = (chars: string, trait: number): void => {
  for (const char of chars) traitOf[char.charCodeAt(0)] = trait;
};
fill('0123456789', Trait.digit);
fill('abcdefghijklmnopqrstuvwxyz', Trait.small);
fill('ABCDEFGHIJKLMNOPQRSTUVWXYZ', Trait.capital);
fill('_', Trait.underscore);
fill('-', Trait.hyphen);
fill('.', Trait.dot);
fill('/\\', Trait.slash);
fill('([{', Trait.bracket);
fill(':>', Trait.colon);
fill('$', Trait.dollar);
fill(' \t\n\r\f\v', Trait.space);

let last = '';
let lastTraits = 0;

/** The traits of all characters of `text`; those of the text asked for last are remembered. */
export function traitsOf(text: string): number {
  if (text === last) return lastTraits;
  let traits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    traits |= code < 128 ? traitOf[code] : Trait.foreign;
  }
  last = text.length <= 256 ? text : '';
  lastTraits = last === '' ? 0 : traits;
  return traits;
}
