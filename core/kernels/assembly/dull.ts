// Strings of JSON that say nothing under the plan at hand, as the caller found; see ../dull.ts.
import { formLabel } from './forms';

const OWNER_BYTES: usize = 8;
const VALUE_BYTES: usize = 32;
const HASH_FACTOR: u64 = 0x9e3779b97f4a7c15;

/** Whether the string [from, to) of ASCII, which has no shape, need not be emitted for `plan`. */
export function isDull(path: u32, plan: u32, from: usize, to: usize): bool {
  const owner = PATH_DULL + <usize>path * OWNER_BYTES;
  if (load<u32>(owner) != plan) return false;
  const length = <u32>(to - from);
  const foreign: u32 = load<u8>(PATH_FOREIGN + path);
  if (foreign != 0 && length <= <u32>FORM_BYTES_MAX && formLabel(foreign, from, to) != 0) return true;
  const token = load<u32>(owner, 4);
  if (token == 0 || length > <u32>DULL_BYTES_MAX) return false;
  const value = valueOf(from, length);
  const slot = slotOf(value, token, length);
  return load<u32>(slot) == token && load<u32>(slot, 4) == length &&
    v128.all_true<i8>(i8x16.eq(value, v128.load(slot, 16)));
}

/** Keeps the string for `path`, in place of the one whose slot it takes. */
export function addDull(path: u32, from: usize, length: u32): void {
  const token = load<u32>(PATH_DULL + <usize>path * OWNER_BYTES, 4);
  const value = valueOf(from, length);
  const slot = slotOf(value, token, length);
  store<u32>(slot, token);
  store<u32>(slot, length, 4);
  v128.store(slot, value, 16);
}

/** Its bytes, and zeros behind them. */
// @ts-ignore: decorator
@inline
function valueOf(from: usize, length: u32): v128 {
  return v128.and(v128.load(from), v128.load(SHAPE_TABLES + AT_PREFIX + 16 - length));
}

// @ts-ignore: decorator
@inline
function slotOf(value: v128, token: u32, length: u32): usize {
  const low = <u64>v128.extract_lane<i64>(value, 0);
  const high = <u64>v128.extract_lane<i64>(value, 1);
  const mixed = (low ^ rotl<u64>(high, 31) ^ ((<u64>token << 32) | length)) * HASH_FACTOR;
  return DULL_VALUES + <usize>(mixed >> DULL_SHIFT) * VALUE_BYTES;
}
