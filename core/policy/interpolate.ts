/**
 * `${VAR}`, `${VAR:-otherwise}` and `${file:/path}` inside the texts of a configuration. `$${` is a
 * plain `${`. A file's trailing line break is cut, since editors and secret mounts add one.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Scalar, visit } from 'yaml';
import type { Source } from './source.ts';

const reference = /\$\$\{|\$\{([^}]*)\}/g;
const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;
/** Secrets are small; a larger file is a mistake. */
const file_bytes_max = 1024 * 1024;

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of files start from. */
  readonly folder: string;
}

/** What a reference stands for, or the fault. */
function replacementOf(inner: string, around: Surroundings): { value: string } | { fault: string } {
  if (inner.startsWith('file:')) {
    const path = resolve(around.folder, inner.slice(5));
    try {
      const bytes = readFileSync(path);
      if (bytes.length > file_bytes_max) return { fault: `file ${path} is larger than 1 MiB` };
      return { value: bytes.toString('utf8').replace(/\r?\n$/, '') };
    } catch (error) {
      return { fault: `cannot read ${path}: ${(error as NodeJS.ErrnoException).code}` };
    }
  }
  const match = variable.exec(inner);
  if (!match) return { fault: `\${${inner}} is neither \${VAR} nor \${file:PATH}` };
  const value = around.env[match[1]];
  if (value !== undefined && value !== '') return { value };
  if (match[2] !== undefined) return { value: match[2] };
  return { fault: `environment variable ${match[1]} is not set` };
}

/**
 * Replaces all references in the document's texts, in place, and adds a fault for each that leads
 * nowhere. Returns the unquoted texts that were replaced: where a number or a boolean is wanted, they
 * are read as one (`workers: ${WORKERS}`), see `retype`.
 */
export function interpolate(source: Source, around: Surroundings): ReadonlySet<Scalar> {
  const plain = new Set<Scalar>();
  visit(source.document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      const fault = (message: string) => source.addUnfilled(node.range?.[0] ?? 0, message);
      node.value = node.value.replace(reference, (whole, inner: string | undefined) => {
        if (inner === undefined) return '${';
        const found = replacementOf(inner, around);
        if ('value' in found) return found.value;
        fault(found.fault);
        return whole;
      });
      if (node.type === 'PLAIN') plain.add(node);
    },
  });
  return plain;
}

/** Makes the text of a replaced scalar a number or boolean. False when it is neither. */
export function retype(node: Scalar): boolean {
  const text = node.value;
  if (text === 'true' || text === 'false') {
    node.value = text === 'true';
    return true;
  }
  if (typeof text !== 'string' || !/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text)) return false;
  node.value = Number(text);
  return true;
}
