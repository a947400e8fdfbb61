/**
 * From a run of server messages to units and leaves, and back to bytes: every row is a unit, every
 * looked-at value a leaf. Rows that policy drops go with their sequence ids; a blocked row becomes an
 * ERR packet, and what the server still says of that reply is left out.
 */
import { TidegateError } from '../../core/errors.ts';
import { type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import { Marker, maxPacketPayload, packetHeaderBytes } from './constants.ts';
import {
  framedLength,
  isSplit,
  joinPayload,
  packetCount,
  putHeader,
  putPayload,
  renumber,
  sequenceId,
} from './framing.ts';
import { payloadReader, readColumn, readErr, readLenenc } from './packets.ts';
import { blockedBy, refusal } from './refuse.ts';
import { copyTo, editSlackBytes, rewriteRow, type Sink, walkRow } from './rows.ts';
import { Part, type Run } from './run.ts';

/** Bytes that one refusal may take. */
const refusalBytesMax = 2_048;
const hidden = Buffer.from('***');

/** What the walk of a run found, part by part. */
export class Findings {
  verdicts = new Uint8Array(256);
  /** Number of edits up to and including each part. */
  editEnds = new Int32Array(256);
  /** Payloads of parts that are spread over several packets, joined. */
  readonly joined = new Map<number, Uint8Array>();
  /** Why a part is refused. */
  readonly refusals = new Map<number, TidegateError>();
  changes = false;

  reset(count: number): void {
    if (this.verdicts.length < count) {
      this.verdicts = new Uint8Array(count * 2);
      this.editEnds = new Int32Array(count * 2);
    }
    this.joined.clear();
    this.refusals.clear();
    this.changes = false;
  }
}

/** Pushes the rows and messages of a run into the inspector. */
export function walkRun(
  run: Run,
  bytes: Uint8Array,
  inspector: Inspector,
  extended: boolean,
  found: Findings,
): void {
  found.reset(run.count);
  let blocked: unknown;
  for (let i = 0; i < run.count; i++) {
    const kind = run.kinds[i];
    const looks = kind === Part.row || kind === Part.message || kind === Part.fieldDefault;
    let verdict: Verdict = Verdict.keep;
    if (looks && run.replies[i] !== blocked) {
      if (kind === Part.row) pushRow(run, i, bytes, inspector, found);
      else pushText(run, i, bytes, inspector, extended);
      verdict = inspector.end();
      if (verdict !== Verdict.keep) found.changes = true;
      if (verdict === Verdict.block) {
        found.refusals.set(i, blockedBy(inspector.blockedBy));
        blocked = run.replies[i];
      }
    }
    found.verdicts[i] = verdict;
    found.editEnds[i] = inspector.edits.count;
  }
}

function pushRow(
  run: Run,
  i: number,
  bytes: Uint8Array,
  inspector: Inspector,
  found: Findings,
): void {
  const result = run.results[i]!;
  const start = run.starts[i];
  const end = run.ends[i];
  if (!isSplit(bytes, start)) {
    inspector.unit(bytes, 'read');
    walkRow(result, bytes, start + packetHeaderBytes, end, inspector);
    return;
  }
  const joined = joinPayload(bytes, start, end);
  found.joined.set(i, joined);
  inspector.unit(joined, 'read');
  walkRow(result, joined, 0, joined.length, inspector);
}

/** The text of an error, or the default value of a column. */
function textRange(
  run: Run,
  i: number,
  bytes: Uint8Array,
  extended: boolean,
): { start: number; end: number } {
  const payload = run.starts[i] + packetHeaderBytes;
  const end = run.ends[i];
  if (run.kinds[i] === Part.message) return { start: readErr(bytes, payload, end).messageAt, end };
  const { defaultAt } = readColumn(bytes, payload, end, extended);
  const reader = payloadReader(bytes, defaultAt, end);
  const length = readLenenc(reader);
  reader.skip(length);
  return { start: reader.position - length, end: reader.position };
}

function pushText(
  run: Run,
  i: number,
  bytes: Uint8Array,
  inspector: Inspector,
  extended: boolean,
): void {
  const column = run.messages[i]!;
  const { start, end } = textRange(run, i, bytes, extended);
  inspector.unit(bytes, 'read');
  for (const path of column.paths) inspector.leaf(column.carrier, start, end, path, column.bound);
  for (const { carrier, path } of column.disguised) inspector.leaf(carrier, start, end, path, 0);
}

export interface SealOptions {
  readonly allocate: (bytes: number) => Buffer;
  readonly extended: boolean;
  /** Told of every refusal that is put in. */
  readonly refused: (error: TidegateError) => void;
}

/** The bytes that go on instead of the run's. `found` is undefined where nothing was walked. */
export function sealRun(
  run: Run,
  bytes: Uint8Array,
  inspector: Inspector,
  found: Findings | undefined,
  options: SealOptions,
): Uint8Array[] {
  if (!run.changes && !found?.changes) return [bytes];
  const sealer = new Sealer(run, bytes, inspector, found, options);
  const sealed = sealer.seal();
  return sealed.length > 0 ? [sealed] : [];
}

class Sealer {
  #run: Run;
  #bytes: Uint8Array;
  #inspector: Inspector;
  #found: Findings | undefined;
  #options: SealOptions;
  #sink: Sink;
  /** Bytes [from, to) that go on as they are and are not copied yet. */
  #from = 0;
  #to = 0;

  constructor(
    run: Run,
    bytes: Uint8Array,
    inspector: Inspector,
    found: Findings | undefined,
    options: SealOptions,
  ) {
    this.#run = run;
    this.#bytes = bytes;
    this.#inspector = inspector;
    this.#found = found;
    this.#options = options;
    this.#sink = { bytes: options.allocate(this.#sizeMax()), position: 0 };
  }

  /** The greatest size that the output may have. */
  #sizeMax(): number {
    const { edits } = this.#inspector;
    const edited = this.#found ? edits.scratchUsed + edits.count * editSlackBytes : 0;
    let refusals = this.#found?.refusals.size ?? 0;
    for (let i = 0; i < this.#run.count; i++) {
      if (this.#run.kinds[i] === Part.refused) refusals++;
    }
    return framedLength(this.#bytes.length + edited) + refusals * refusalBytesMax + hidden.length;
  }

  seal(): Uint8Array {
    const run = this.#run;
    for (let i = 0; i < run.count; i++) {
      if (!run.replies[i].swallow) this.#part(i);
    }
    this.#flush();
    return this.#sink.bytes.subarray(0, this.#sink.position);
  }

  #part(i: number): void {
    const run = this.#run;
    const kind = run.kinds[i];
    if (kind === Part.plain) return this.#keep(i);
    if (kind === Part.droppedRow) return this.#drop(i);
    if (kind === Part.refused) return this.#refuse(i, this.#reason(i));
    const found = this.#found;
    const verdict = found ? found.verdicts[i] : Verdict.keep;
    if (verdict === Verdict.keep) return this.#keep(i);
    if (verdict === Verdict.block) return this.#refuse(i, found!.refusals.get(i)!);
    if (kind === Part.row) {
      if (verdict === Verdict.drop) this.#drop(i);
      else this.#rewrite(i);
    } else this.#hide(i, verdict);
  }

  #reason(i: number): TidegateError {
    const result = this.#run.results[i]!;
    return result.untraceable ? new TidegateError('TG-MYSQL-0010') : blockedBy(result.blockedBy);
  }

  #keep(i: number): void {
    const start = this.#run.starts[i];
    const end = this.#run.ends[i];
    const { delta } = this.#run.replies[i];
    if (this.#to !== start || delta !== 0) this.#flush();
    if (delta === 0) {
      if (this.#from === this.#to) this.#from = start;
      this.#to = end;
      return;
    }
    const at = this.#sink.position;
    copyTo(this.#sink, this.#bytes, start, end);
    renumber(this.#sink.bytes, at, this.#sink.position, delta);
  }

  #flush(): void {
    if (this.#to > this.#from) copyTo(this.#sink, this.#bytes, this.#from, this.#to);
    this.#from = 0;
    this.#to = 0;
  }

  #drop(i: number): void {
    this.#flush();
    const { starts, ends, replies } = this.#run;
    replies[i].delta -= packetCount(this.#bytes, starts[i], ends[i]);
  }

  #sequence(i: number): number {
    return (sequenceId(this.#bytes, this.#run.starts[i]) + this.#run.replies[i].delta) & 0xff;
  }

  #refuse(i: number, error: TidegateError): void {
    this.#flush();
    const packet = refusal(error, this.#sequence(i));
    copyTo(this.#sink, packet, 0, packet.length);
    this.#run.replies[i].swallow = true;
    this.#options.refused(error);
  }

  #rewrite(i: number): void {
    this.#flush();
    const run = this.#run;
    const found = this.#found!;
    const joined = found.joined.get(i);
    const source = joined ?? this.#bytes;
    const at = joined ? 0 : run.starts[i] + packetHeaderBytes;
    const end = joined ? joined.length : run.ends[i];
    const first = i > 0 ? found.editEnds[i - 1] : 0;
    const head = this.#sink.position;
    this.#sink.position = head + packetHeaderBytes;
    const { edits } = this.#inspector;
    rewriteRow(run.results[i]!, source, at, end, edits, first, found.editEnds[i], this.#sink);
    this.#frame(i, head);
  }

  /** Puts packet headers on the payload that was written behind `head`. */
  #frame(i: number, head: number): void {
    const sink = this.#sink;
    const reply = this.#run.replies[i];
    const sequence = this.#sequence(i);
    const length = sink.position - head - packetHeaderBytes;
    const before = packetCount(this.#bytes, this.#run.starts[i], this.#run.ends[i]);
    if (length < maxPacketPayload) {
      putHeader(sink.bytes, head, length, sequence);
      reply.delta += 1 - before;
      return;
    }
    const payload = Buffer.from(sink.bytes.subarray(head + packetHeaderBytes, sink.position));
    sink.position = putPayload(sink.bytes, head, payload, sequence);
    reply.delta += packetCount(sink.bytes, head, sink.position) - before;
  }

  /** An error whose text is masked, or a column definition whose default value is. */
  #hide(i: number, verdict: number): void {
    this.#flush();
    const run = this.#run;
    const bytes = this.#bytes;
    const sink = this.#sink;
    const { start, end } = textRange(run, i, bytes, this.#options.extended);
    const head = sink.position;
    sink.position += packetHeaderBytes;
    const payload = run.starts[i] + packetHeaderBytes;
    if (run.kinds[i] === Part.fieldDefault) {
      const { defaultAt } = readColumn(bytes, payload, run.ends[i], this.#options.extended);
      copyTo(sink, bytes, payload, defaultAt);
      sink.bytes[sink.position++] = Marker.null;
    } else {
      copyTo(sink, bytes, payload, start);
      if (verdict === Verdict.drop || this.#hidesWhole(i)) copyTo(sink, hidden, 0, hidden.length);
      else this.#editText(i, start, end);
    }
    this.#frame(i, head);
  }

  /** Whether nothing of a text goes on: something was found in it that it does not show. */
  #hidesWhole(i: number): boolean {
    const { tainted, paths } = this.#run.messages[i]!;
    const { edits } = this.#inspector;
    const found = this.#found!;
    const first = i > 0 ? found.editEnds[i - 1] : 0;
    const shown = paths.length;
    for (let e = first; e < found.editEnds[i]; e++) if (edits.leaf[e] >= shown) return true;
    return tainted;
  }

  #editText(i: number, start: number, end: number): void {
    const { edits } = this.#inspector;
    const found = this.#found!;
    let copied = start;
    for (let e = i > 0 ? found.editEnds[i - 1] : 0; e < found.editEnds[i]; e++) {
      copyTo(this.#sink, this.#bytes, copied, edits.starts[e]);
      copyTo(this.#sink, edits.scratch, edits.froms[e], edits.tos[e]);
      copied = edits.ends[e];
    }
    copyTo(this.#sink, this.#bytes, copied, end);
  }
}
