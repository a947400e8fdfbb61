// Forms of whole values as automata; see ../forms.ts.

/** What the form says of the ASCII bytes [from, to): a label, or 0. */
export function formLabel(form: u32, from: usize, to: usize): u32 {
  const head = FORM_HEADS + (<usize>form << 3);
  let state: usize = load<u32>(head);
  for (let at = from; at < to; at++) state = load<u32>(state + (<usize>load<u8>(at) << 2));
  const label: u32 = load<u8>(FORM_LABELS + ((state - FORM_STATES) >> 9));
  const check = load<u32>(head, 4);
  if (label == 0 || check == 0) return label;
  if (check == FORM_LUHN) return passesLuhn(from, to) ? label : 0;
  return mayBeStub(from, to) ? 0 : label;
}

/** Whether three letters in a row are some that stand in stand-ins. */
function mayBeStub(from: usize, to: usize): bool {
  let letters: u32 = 0;
  for (let at = from; at < to; at++) {
    letters = ((letters << 5) | (load<u8>(at) & 31)) & 0x7fff;
    const bits = load<u32>(FORM_STUBS + ((<usize>letters >> 5) << 2));
    if ((bits >> (letters & 31)) & 1) return true;
  }
  return false;
}

/** Luhn's mod 10 over the digits among the bytes (ISO/IEC 7812-1, annex B). */
function passesLuhn(from: usize, to: usize): bool {
  let sum: u32 = 0;
  let doubled: u32 = 0;
  for (let at = to; at > from; at--) {
    const digit: u32 = load<u8>(at - 1) - 0x30;
    if (digit > 9) continue;
    sum += (digit << doubled) - (digit & (0 - doubled)) / 5 * 9;
    doubled ^= 1;
  }
  return sum % 10 == 0;
}
