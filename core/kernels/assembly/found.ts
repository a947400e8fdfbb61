// What the shapes kernel has found in the text: the union of shapes and, while scanning, a table of
// candidates (shapes, start, end as 32-bit words).

export let found: u32 = 0;
export let count: u32 = 0;
let wantedShapes: u32 = 0;
let isScanning: bool = false;
/** Subtracted from addresses, so that the table holds offsets into the caller's bytes. */
let bias: u32 = 0;

const RECORD: u32 = 12;
const CAPACITY: u32 = TABLE_BYTES / 12;

export function beginFound(wanted: u32, scanning: bool, from: u32): void {
  found = 0;
  count = 0;
  wantedShapes = wanted;
  isScanning = scanning;
  bias = from;
}

/** Whether a candidate of that shape would tell anything new. */
// @ts-ignore: decorator
@inline
export function isOpen(shape: u32): bool {
  return (wantedShapes & shape) != 0 && (isScanning || (found & shape) == 0);
}

/** Records a candidate. Once the table is full, its last record grows to hold all that follow. */
export function emit(shapes: u32, start: usize, end: usize): void {
  shapes &= wantedShapes;
  found |= shapes;
  if (!isScanning || shapes == 0) return;
  if (count < CAPACITY) {
    const at: usize = TABLE + count * RECORD;
    store<u32>(at, shapes);
    store<u32>(at, <u32>start - bias, 4);
    store<u32>(at, <u32>end - bias, 8);
    count++;
  } else {
    const at: usize = TABLE + (CAPACITY - 1) * RECORD;
    store<u32>(at, load<u32>(at) | shapes);
    store<u32>(at, min(load<u32>(at, 4), <u32>start - bias), 4);
    store<u32>(at, max(load<u32>(at, 8), <u32>end - bias), 8);
  }
}
