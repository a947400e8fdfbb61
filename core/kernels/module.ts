/**
 * Loads the compiled kernels. The relaxed-SIMD build is faster where the engine has it (Node 22 and
 * later); both builds give the same results, since every swizzle index is masked to 0..15.
 */
import { existsSync, readFileSync } from 'node:fs';
import { compiledConstants } from './constants.ts';
import { memory } from './memory.ts';

/** What `assembly/index.ts` exports. Addresses and lengths are in bytes. */
export interface KernelExports {
  layout(): number;
  crcInit(): void;
  crcUpdate(crc: number, at: number, bytes: number): number;
  blake2sKey(bytes: number): void;
  blake2sBegin(): void;
  blake2sBlocks(at: number, blocks: number, before: number): void;
  blake2sEnd(at: number, bytes: number, total: number): void;
  blake2sWhole(at: number, bytes: number): void;
  hmacConstants(): number;
  hmacKey(): void;
  hmacBegin(): void;
  hmacBlocks(at: number, blocks: number): void;
  hmacEnd(at: number, bytes: number, total: number): void;
  hmacWhole(at: number, bytes: number): void;
  lz4Init(): void;
  lz4Decode(from: number, end: number, to: number, limit: number, low: number): number;
  lz4Encode(from: number, end: number, to: number): number;
  snappyDecode(from: number, end: number, to: number, limit: number): number;
  snappyEncode(from: number, end: number, to: number): number;
  /** `bias` is what leaves' addresses are reduced by. */
  jsonWalk(
    start: number,
    end: number,
    bias: number,
    root: number,
    wanted: number,
    verdicts: number,
    all: number,
    plan: number,
  ): number;
  addDull(path: number, at: number, bytes: number): void;
  jsonResume(): number;
  pathsInit(a: bigint, b: bigint): void;
  pathsCount(): number;
  pathParent(path: number): number;
  pathKey(path: number): number;
  pathKeyBytes(path: number): number;
  pathAdd(parent: number, key: number, bytes: number): number;
  pathIsOther(path: number): number;
  pathMember(parent: number): number;
  pathRoot(): number;
  pathsReshape(): void;
  splice(
    source: number,
    end: number,
    bias: number,
    table: number,
    count: number,
    scratch: number,
    scratchEnd: number,
    to: number,
  ): number;
  shapesOf(start: number, end: number, wanted: number): number;
  shapesOfEach(base: number, table: number, count: number, wanted: number): void;
  scan(start: number, end: number, wanted: number, bias: number): number;
}

function load(name: string): WebAssembly.Module | undefined {
  const file = new URL(`./build/${name}`, import.meta.url);
  if (!existsSync(file)) {
    throw new Error(`${name} is missing: run 'npm run build:kernels'`);
  }
  const code = readFileSync(file);
  return WebAssembly.validate(code) ? new WebAssembly.Module(code) : undefined;
}

const compiled = load('kernels-relaxed.wasm') ?? load('kernels.wasm');
if (!compiled) throw new Error('this JavaScript engine has no WebAssembly SIMD');

export const kernels = new WebAssembly.Instance(compiled, { env: { memory } })
  .exports as unknown as KernelExports;

if (kernels.layout() !== compiledConstants().LAYOUT) {
  throw new Error("the compiled kernels are of another version: run 'npm run build:kernels'");
}
