/**
 * The door of the kernels: what must be fast, over one fixed WebAssembly memory. Every call is
 * synchronous, none calls back, and none keeps or returns a view on that memory; see memory.ts.
 */
export { base32 } from './base32.ts';
export { Blake2s } from './blake2s.ts';
export { formBytesMax } from './constants.ts';
export { crc32c } from './crc32c.ts';
export { addDull, forgetDull, holdDull, holdsDull, setForeign } from './dull.ts';
export { addForm, type FormCheck, type FormTable, setForm, setStubs } from './forms.ts';
export { letGo } from './held.ts';
export { Hmac } from './hmac.ts';
export { forgetSteady } from './input.ts';
export { emitAll, emitAnyVerdict, walkJson } from './json.ts';
export {
  JsonFault,
  JsonKind,
  JsonLeaves,
  jsonEscaped,
  knownVerdict,
  leafWords,
  wantedVerdict,
} from './json-leaves.ts';
export type { KeyedHash } from './keyed-hash.ts';
export { lz4 } from './lz4.ts';
export {
  childPath,
  type JsonPath,
  memberPath,
  newRoot,
  pathOf,
  pathsCount,
  resetVerdicts,
  rootPath,
  setVerdict,
  unknownPath,
  verdictOf,
} from './paths.ts';
export { scan, setSecretLiterals, shapesOf, shapesOfEach, shapesOfText } from './scan.ts';
export { type SecretLiteral, secretLiterals } from './secret-literals.ts';
export { allShapes, Candidates, candidateWords, Shape } from './shapes.ts';
export { type Block, snappy } from './snappy.ts';
export { type SpliceEdits, splice, spliceInto } from './splice.ts';
