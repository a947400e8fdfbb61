/**
 * Keccak-256 as Ethereum uses it (the padding of the original submission, not that of FIPS 202), on
 * pairs of 32-bit words. For EIP-55, whose inputs are 40 bytes: one block.
 */

const rounds = 24;
const constants = new Int32Array(rounds * 2);
const rotations = new Uint8Array(25);
const lanes = new Uint8Array(25);

// FIPS 202, algorithms 5 (rc), 3.2.2 (rho) and 3.2.3 (pi), tabled once.
((): void => {
  let state = 1;
  for (let round = 0; round < rounds; round += 1) {
    for (let bit = 0; bit < 7; bit += 1) {
      const place = (1 << bit) - 1;
      if ((state & 1) !== 0) constants[round * 2 + (place >> 5)] ^= 1 << (place & 31);
      state = (state << 1) ^ (state & 0x80 ? 0x171 : 0);
    }
  }
  let x = 1;
  let y = 0;
  for (let step = 0; step < 24; step += 1) {
    rotations[x + 5 * y] = (((step + 1) * (step + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  for (let column = 0; column < 5; column += 1) {
    for (let row = 0; row < 5; row += 1)
      lanes[column + 5 * row] = row + 5 * ((2 * column + 3 * row) % 5);
  }
})();

const state = new Int32Array(50);
const moved = new Int32Array(50);
const columns = new Int32Array(10);
/** Per column: the places of its neighbours, of which theta takes the parities. */
const lefts = Uint8Array.from([8, 0, 2, 4, 6]);
const rights = Uint8Array.from([2, 4, 6, 8, 0]);

function theta(): void {
  for (let at = 0; at < 10; at += 1) {
    columns[at] = state[at] ^ state[at + 10] ^ state[at + 20] ^ state[at + 30] ^ state[at + 40];
  }
  for (let x = 0; x < 5; x += 1) {
    const left = lefts[x];
    const right = rights[x];
    const first = columns[right];
    const second = columns[right + 1];
    const low = columns[left] ^ ((first << 1) | (second >>> 31));
    const high = columns[left + 1] ^ ((second << 1) | (first >>> 31));
    const at = x * 2;
    state[at] ^= low;
    state[at + 1] ^= high;
    state[at + 10] ^= low;
    state[at + 11] ^= high;
    state[at + 20] ^= low;
    state[at + 21] ^= high;
    state[at + 30] ^= low;
    state[at + 31] ^= high;
    state[at + 40] ^= low;
    state[at + 41] ^= high;
  }
}

/** Rho and pi. */
function move(): void {
  for (let lane = 0; lane < 25; lane += 1) {
    const turn = rotations[lane];
    const swap = (turn >> 5) & 1;
    const first = state[lane * 2 + swap];
    const second = state[lane * 2 + 1 - swap];
    const shift = turn & 31;
    const to = lanes[lane] * 2;
    moved[to] = shift === 0 ? first : (first << shift) | (second >>> (32 - shift));
    moved[to + 1] = shift === 0 ? second : (second << shift) | (first >>> (32 - shift));
  }
}

function chi(): void {
  for (let y = 0; y < 50; y += 10) {
    for (let word = 0; word < 2; word += 1) {
      const at = y + word;
      const a = moved[at];
      const b = moved[at + 2];
      const c = moved[at + 4];
      const d = moved[at + 6];
      const e = moved[at + 8];
      state[at] = a ^ (~b & c);
      state[at + 2] = b ^ (~c & d);
      state[at + 4] = c ^ (~d & e);
      state[at + 6] = d ^ (~e & a);
      state[at + 8] = e ^ (~a & b);
    }
  }
}

function permute(): void {
  for (let round = 0; round < rounds; round += 1) {
    theta();
    move();
    chi();
    state[0] ^= constants[round * 2];
    state[1] ^= constants[round * 2 + 1];
  }
}

/** Hash of at most 135 bytes, as hex. */
export function keccak256Hex(input: Uint8Array): string {
  if (input.length > 135) throw new RangeError('input is longer than one block');
  const block = new Uint8Array(200);
  block.set(input);
  block[input.length] = 1;
  block[135] |= 0x80;
  const words = new DataView(block.buffer);
  for (let at = 0; at < 50; at += 1) state[at] = words.getInt32(at * 4, true);
  permute();
  const hash = Buffer.alloc(32);
  for (let at = 0; at < 8; at += 1) hash.writeInt32LE(state[at], at * 4);
  return hash.toString('hex');
}
