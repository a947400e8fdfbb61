/**
 * The door of the kernels: what must be fast, over one fixed WebAssembly memory. Every call is
 * synchronous, none calls back, and none keeps or returns a view on that memory; see memory.ts.
 */
export { crc32c } from './crc32c.ts';
export { lz4 } from './lz4.ts';
export { scan, setSecretLiterals, shapesOf, shapesOfText } from './scan.ts';
export { type SecretLiteral, secretLiterals } from './secret-literals.ts';
export { allShapes, Candidates, candidateWords, Shape } from './shapes.ts';
