/**
 * JSON lines `{id, kind, resource, value}` in, one line `{id, path, start, end, class, confidence,
 * detector}` out for each finding.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { ValueScanner } from '../../core/detect/scan-value.ts';
import { CommandError, type Io } from '../io.ts';

export const kinds = ['kafka-json', 'document', 'row', 'text', 'log'] as const;

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  kind: z.enum(kinds).optional(),
  resource: z.string().default(''),
  value: z.unknown(),
});

/** Rows that are held until they are written together. */
const batch_count = 256;

/** Scans all lines of a file (`-` is stdin) and returns the number of findings. */
export async function scanJsonl(file: string, scanner: ValueScanner, io: Io): Promise<number> {
  const input = file === '-' ? io.streams.stdin : await opened(file);
  let number = 0;
  let found = 0;
  let batch: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    const { id, resource, value } = parse(line, file, number);
    for (const finding of scanner.scan(resource, value)) {
      const { path, start, end, class: name, confidence, detector } = finding;
      const rounded = Math.round(confidence * 1e4) / 1e4;
      const fields = { id, path, start, end, class: name, confidence: rounded, detector };
      batch.push(JSON.stringify(fields));
      found++;
    }
    if (batch.length < batch_count) continue;
    io.out(batch.join('\n'));
    batch = [];
  }
  if (batch.length > 0) io.out(batch.join('\n'));
  return found;
}

function opened(file: string): Promise<Readable> {
  const stream = createReadStream(file);
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CommandError(`${file} cannot be read: ${error.code}`)),
    );
  });
}

/** A line at fault is named by its number, never shown. */
function parse(line: string, file: string, number: number): z.output<typeof lineSchema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new CommandError(`${file}:${number}: not JSON`);
  }
  const result = lineSchema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  throw new CommandError(`${file}:${number}: ${path.join('.') || 'line'}: ${message}`);
}
