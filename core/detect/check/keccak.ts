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

function permute(): void {
  for (let round = 0; round < rounds; round += 1) {
    for (let at = 0; at < 10; at += 1) {
      columns[at] = state[at] ^ state[at + 10] ^ state[at + 20] ^ state[at + 30] ^ state[at + 40];
    }
    for (let x = 0; x < 5; x += 1) {
      const left = ((x + 4) % 5) * 2;
      const right = ((x + 1) % 5) * 2;
      const low = columns[left] ^ ((columns[right] << 1) | (columns[right + 1] >>> 31));
      const high = columns[left + 1] ^ ((columns[right + 1] << 1) | (columns[right] >>> 31));
      for (let y = 0; y < 50; y += 10) {
        state[y + x * 2] ^= low;
        state[y + x * 2 + 1] ^= high;
      }
    }
    for (let lane = 0; lane < 25; lane += 1) {
      const turn = rotations[lane];
      const low = state[lane * 2];
      const high = state[lane * 2 + 1];
      const [first, second] = turn & 32 ? [high, low] : [low, high];
      const shift = turn & 31;
      const to = lanes[lane] * 2;
      moved[to] = shift ? (first << shift) | (second >>> (32 - shift)) : first;
      moved[to + 1] = shift ? (second << shift) | (first >>> (32 - shift)) : second;
    }
    for (let y = 0; y < 50; y += 10) {
      for (let x = 0; x < 10; x += 1) {
        state[y + x] = moved[y + x] ^ (~moved[y + ((x + 2) % 10)] & moved[y + ((x + 4) % 10)]);
      }
    }
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
