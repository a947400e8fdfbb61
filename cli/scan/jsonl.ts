/**
 * JSON lines `{id, kind, resource, value}` in, one line `{id, path, start, end, class, confidence,
 * detector}` out for each finding.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Detection } from '../../core/detect/detector.ts';
import {
  parseScanLine,
  type ScanLine,
  type ScannedLine,
  scanLines,
} from '../../core/detect/scan-value.ts';
import { limits } from '../../core/limits.ts';
import { plainIssues } from '../../core/policy/issues.ts';
import { CommandError, type Io } from '../io.ts';

export const kinds = ['kafka-json', 'document', 'row', 'text', 'log'] as const;

const lineSchema = z.object({
  id: z.union([z.string(), z.number()], 'must be a text or a number'),
  kind: z.enum(kinds).optional(),
  resource: z.string().optional(),
  value: z.unknown(),
});

/** Rows that are held until they are written together. */
const batch_count = 256;
/** Faulty lines after which the file is given up: it is none of JSON lines. */
const faults_count_max = 20;

/** Scans all lines of a file (`-` is stdin) and returns the number of findings. */
export async function scanJsonl(file: string, detection: Detection, io: Io): Promise<number> {
  const input = file === '-' ? io.streams.stdin : await opened(file);
  const lines = new Lines(input, file, io);
  const rows = new Rows(io);
  for await (const { line, findings, isCut } of scanLines(lines.read(), detection)) {
    await rows.add(line, findings);
    if (isCut) {
      const most = limits.scan_findings_count_max;
      io.err(`tidegate: id ${line.id}: more than ${most} findings, the rest is not listed`);
    }
  }
  await rows.flush();
  if (lines.faults > 0) {
    throw new CommandError(`${file}: ${lines.faults} of ${lines.count} lines could not be read`);
  }
  if (lines.count === 0) io.err(`tidegate: ${file} holds no lines`);
  return rows.count;
}

/** Writes rows, and waits where whoever reads them is slower. */
class Rows {
  count = 0;
  #io: Io;
  #batch: string[] = [];

  constructor(io: Io) {
    this.#io = io;
  }

  async add({ id }: ScanLine, findings: ScannedLine['findings']): Promise<void> {
    for (const { path, start, end, class: name, confidence, detector } of findings) {
      const rounded = Math.round(confidence * 1e4) / 1e4;
      const fields = { id, path, start, end, class: name, confidence: rounded, detector };
      this.#batch.push(JSON.stringify(fields));
      this.count++;
      if (this.#batch.length >= batch_count) await this.flush();
    }
  }

  async flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    const text = `${this.#batch.join('\n')}\n`;
    this.#batch = [];
    const { stdout } = this.#io.streams;
    if (stdout.write(text) || stdout.destroyed) return;
    await new Promise<void>((resolve) => {
      stdout.once('drain', resolve);
      stdout.once('close', resolve);
    });
  }
}

/** The lines of an input. One at fault is told by its number, never shown, and left out. */
class Lines {
  count = 0;
  faults = 0;
  #input: Readable;
  #file: string;
  #io: Io;

  constructor(input: Readable, file: string, io: Io) {
    this.#input = input;
    this.#file = file;
    this.#io = io;
  }

  async *read(): AsyncGenerator<ScanLine> {
    const texts = createInterface({ input: this.#input, crlfDelay: Number.POSITIVE_INFINITY });
    let number = 0;
    for await (const each of texts) {
      number++;
      const text = number === 1 ? each.replace(/^\ufeff/, '') : each;
      if (text.trim() === '') continue;
      this.count++;
      const line = parse(text);
      if (typeof line !== 'string') {
        yield line;
        continue;
      }
      this.#io.err(`tidegate: ${this.#file}:${number}: ${line}`);
      if (++this.faults >= faults_count_max) {
        throw new CommandError(`${this.#file} does not hold lines of JSON: given up`);
      }
    }
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

/** A line, or what is wrong with it. */
function parse(text: string): ScanLine | string {
  let line: ScanLine;
  try {
    line = parseScanLine(text);
  } catch {
    return 'not JSON, or without a value';
  }
  const result = lineSchema.safeParse(line);
  if (result.success) return { ...line, chars: text.length };
  const [{ path, message }] = plainIssues(result.error.issues, line);
  return `${path.join('.') || 'line'}: ${message}`;
}
