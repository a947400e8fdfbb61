// The compiled module: everything exported here is called from core/kernels/*.ts. Upper-case names
// that no file declares (INPUT, CRC_TABLES, ...) are constants that scripts/build-kernels.js passes in.
export { blake2sBegin, blake2sBlocks, blake2sEnd, blake2sKey, blake2sWhole } from './blake2s';
export { addDull } from './dull';
export { crcInit, crcUpdate } from './crc32c';
export { hmacBegin, hmacBlocks, hmacConstants, hmacEnd, hmacKey, hmacWhole } from './hmac';
export { jsonResume, jsonWalk } from './json';
export {
  pathAdd, pathIsOther, pathKey, pathKeyBytes, pathMember, pathParent, pathRoot, pathsCount, pathsInit, pathsReshape,
} from './paths';
export { lz4Decode, lz4Encode, lz4Init } from './lz4';
export { scan, shapesOf, shapesOfEach } from './shapes';
export { snappyDecode, snappyEncode } from './snappy';
export { splice } from './splice';

/** Tells which constants this was compiled with; see constants.ts. */
export function layout(): u32 {
  return LAYOUT;
}
