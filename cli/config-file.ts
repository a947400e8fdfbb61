/** Loading a configuration for a command: faults go to stderr, and end the command. */
import { dirname, resolve } from 'node:path';
import { faultsOf, type Loaded, loadFile, loadText } from '../core/policy/load.ts';
import { formatFault } from '../core/policy/source.ts';
import type { Protocol } from '../core/protocol.ts';
import { CommandError, type Io } from './io.ts';

/** The configuration that is taken where none is named. */
export const config_file_default = 'tidegate.yaml';

/** Tells all faults; throws where there is an error among them. */
export function loadOrFail(file: string, protocols: readonly Protocol[], io: Io): Loaded {
  const result = loadFile(file, { protocols, env: io.env });
  for (const fault of faultsOf(result)) io.err(formatFault(fault));
  if (result.ok) return result;
  const errors = result.faults.filter(({ severity }) => severity === 'error').length;
  throw new CommandError(`${file} is not valid: ${errors} ${errors === 1 ? 'error' : 'errors'}`);
}

/** The audit's file, whose path is relative to the configuration; `-` is stdout. */
export function auditFileOf({ file, config }: Loaded): string | undefined {
  const audit = config.audit?.file;
  return audit === undefined || audit === '-' ? audit : resolve(dirname(file), audit);
}

export { loadText };
