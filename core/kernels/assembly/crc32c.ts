// CRC-32C (RFC 3720 appendix B.4; polynomial 0x1EDC6F41, reflected 0x82F63B78). Three streams of
// CRC_STREAM bytes run side by side, eight bytes a step, because one stream waits for its own table
// look-ups; the streams are then joined by advancing a CRC over CRC_STREAM zero bytes.

const POLYNOMIAL: u32 = 0x82f63b78;
/** Eight slices of 256 words, then four tables of 256 words that advance over CRC_STREAM zero bytes. */
const SHIFT: usize = CRC_TABLES + 8 * 1024;

/** Fills the tables. Once, before any `crcUpdate`. */
export function crcInit(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
    store<u32>(CRC_TABLES + i * 4, crc);
  }
  for (let i: u32 = 0; i < 256; i++) {
    let crc = load<u32>(CRC_TABLES + i * 4);
    for (let slice: u32 = 1; slice < 8; slice++) {
      crc = (crc >> 8) ^ load<u32>(CRC_TABLES + (crc & 0xff) * 4);
      store<u32>(CRC_TABLES + slice * 1024 + i * 4, crc);
    }
  }
  for (let position: u32 = 0; position < 4; position++) {
    for (let i: u32 = 0; i < 256; i++) {
      let crc = i << (position * 8);
      for (let zero = 0; zero < <i32>CRC_STREAM; zero++) {
        crc = (crc >> 8) ^ load<u32>(CRC_TABLES + (crc & 0xff) * 4);
      }
      store<u32>(SHIFT + position * 1024 + i * 4, crc);
    }
  }
}

// @ts-ignore: decorator
@inline
function step8(crc: u32, at: usize): u32 {
  const low = load<u32>(at) ^ crc;
  const high = load<u32>(at, 4);
  // The table's address as a constant offset costs no instruction.
  return load<u32>((low & 0xff) << 2, CRC_TABLES + 7 * 1024) ^
    load<u32>((low >>> 6) & 0x3fc, CRC_TABLES + 6 * 1024) ^
    load<u32>((low >>> 14) & 0x3fc, CRC_TABLES + 5 * 1024) ^
    load<u32>((low >>> 24) << 2, CRC_TABLES + 4 * 1024) ^
    load<u32>((high & 0xff) << 2, CRC_TABLES + 3 * 1024) ^
    load<u32>((high >>> 6) & 0x3fc, CRC_TABLES + 2 * 1024) ^
    load<u32>((high >>> 14) & 0x3fc, CRC_TABLES + 1 * 1024) ^
    load<u32>((high >>> 24) << 2, CRC_TABLES);
}

// @ts-ignore: decorator
@inline
function advance(crc: u32): u32 {
  return load<u32>(SHIFT + (crc & 0xff) * 4) ^
    load<u32>(SHIFT + 1024 + ((crc >> 8) & 0xff) * 4) ^
    load<u32>(SHIFT + 2048 + ((crc >> 16) & 0xff) * 4) ^
    load<u32>(SHIFT + 3072 + (crc >> 24) * 4);
}

/** Continues a CRC (as finished values, 0 to begin) over `bytes` bytes at `at`. */
export function crcUpdate(seed: u32, at: usize, bytes: u32): u32 {
  let crc = ~seed;
  let left = bytes;
  while (left >= <u32>(3 * CRC_STREAM)) {
    let second: u32 = 0;
    let third: u32 = 0;
    for (let i: usize = 0; i < <usize>CRC_STREAM; i += 8) {
      crc = step8(crc, at + i);
      second = step8(second, at + CRC_STREAM + i);
      third = step8(third, at + 2 * CRC_STREAM + i);
    }
    crc = advance(advance(crc) ^ second) ^ third;
    at += 3 * CRC_STREAM;
    left -= 3 * CRC_STREAM;
  }
  while (left >= 8) {
    crc = step8(crc, at);
    at += 8;
    left -= 8;
  }
  while (left > 0) {
    crc = (crc >> 8) ^ load<u32>(CRC_TABLES + ((crc ^ load<u8>(at)) & 0xff) * 4);
    at++;
    left--;
  }
  return ~crc;
}
