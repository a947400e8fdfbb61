/**
 * Numbers that the AssemblyScript kernels and their TypeScript side must agree on. The build hands
 * them to the compiler, so that each is written once.
 */
export const assemblyConstants = {
  /** Bytes of one stream of the three-stream CRC-32C. */
  CRC_STREAM: 1_024,
} as const;
