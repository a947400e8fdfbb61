/**
 * JSON lines `{id, kind, resource, value}` in, one line `{id, path, start, end, class, confidence,
 * detector}` out for each finding.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Detection } from '../../core/detect/detector.ts';
import { parseScanLine, type ScanLine, scanLines } from '../../core/detect/scan-value.ts';
import { CommandError, type Io } from '../io.ts';

export const kinds = ['kafka-json', 'document', 'row', 'text', 'log'] as const;

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  kind: z.enum(kinds).optional(),
  resource: z.string().optional(),
  value: z.unknown(),
});

/** Rows that are held until they are written together. */
const batch_count = 256;

/** Scans all lines of a file (`-` is stdin) and returns the number of findings. */
export async function scanJsonl(file: string, detection: Detection, io: Io): Promise<number> {
  const input = file === '-' ? io.streams.stdin : await opened(file);
  let found = 0;
  let batch: string[] = [];
  for await (const { line, findings } of scanLines(parsed(input, file), detection)) {
    for (const { path, start, end, class: name, confidence, detector } of findings) {
      const rounded = Math.round(confidence * 1e4) / 1e4;
      const fields = { id: line.id, path, start, end, class: name, confidence: rounded, detector };
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

async function* parsed(input: Readable, file: string): AsyncGenerator<ScanLine> {
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() !== '') yield parse(text, file, number);
  }
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
function parse(text: string, file: string, number: number): ScanLine {
  let line: ScanLine;
  try {
    line = parseScanLine(text);
  } catch {
    throw new CommandError(`${file}:${number}: not JSON, or without a value`);
  }
  const result = lineSchema.safeParse(line);
  if (result.success) return line;
  const { path, message } = result.error.issues[0];
  throw new CommandError(`${file}:${number}: ${path.join('.') || 'line'}: ${message}`);
}
