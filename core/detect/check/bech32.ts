/** Bech32 and Bech32m (BIP 173, BIP 350). */

const characters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const bech32m = 0x2bc830a3;

/** Bitcoin, its test nets, Litecoin. */
const bitcoinLike: ReadonlySet<string> = new Set(['bc', 'tb', 'bcrt', 'ltc', 'tltc']);
/** Cardano (CIP 19), whose addresses are longer than BIP 173 allows, and chains of the Cosmos SDK. */
const others: ReadonlySet<string> = new Set(
  'addr addr_test stake cosmos osmo terra bnb inj sei celestia juno akash kava thor axelar'.split(
    ' ',
  ),
);
const bitcoinLengthMax = 90;
const lengthMax = 120;

function polymod(checksum: number, value: number): number {
  const top = checksum >>> 25;
  let next = ((checksum & 0x1ffffff) << 5) ^ value;
  for (let bit = 0; bit < 5; bit += 1) if ((top >>> bit) & 1) next ^= generators[bit];
  return next >>> 0;
}

/** True for an address with its check, under the prefix of a chain that is known. */
export function isBech32(text: string): boolean {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return false;
  const one = lower.lastIndexOf('1');
  const prefix = lower.slice(0, one);
  const known = bitcoinLike.has(prefix) ? bitcoinLengthMax : others.has(prefix) ? lengthMax : 0;
  if (text.length > known) return false;
  let checksum = 1;
  for (const char of prefix) checksum = polymod(checksum, char.charCodeAt(0) >> 5);
  checksum = polymod(checksum, 0);
  for (const char of prefix) checksum = polymod(checksum, char.charCodeAt(0) & 31);
  for (let at = one + 1; at < lower.length; at += 1) {
    const value = characters.indexOf(lower[at]);
    if (value < 0) return false;
    checksum = polymod(checksum, value);
  }
  return checksum === 1 || checksum === bech32m;
}
