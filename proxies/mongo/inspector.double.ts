/**
 * A stand-in for the inspector in unit tests: field rules and content rules by plain text, without
 * policies, detectors or masks. Records every leaf that it is shown.
 */
import { Edits } from '../../core/bytes/edits.ts';
import type { Operation } from '../../core/events.ts';
import type { Carrier } from '../../core/inspect/carrier.ts';
import { Access, type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import { type PathId, PathTable } from '../../core/inspect/paths.ts';

export interface DoubleRules {
  /** `mongo:shop.people` -> what policy says of it; `inspect` where it is not named. */
  access?: Readonly<Record<string, Access>>;
  /** Resource -> protected fields such as `ssn` or `address.pin`, wherever they stand in a path. */
  fields?: Readonly<Record<string, readonly string[]>>;
  /** Fields that become null instead. */
  nulls?: readonly string[];
  /** Text whose every occurrence is masked inline. */
  mask?: RegExp;
  /** A unit that holds this text is blocked; one that is read may be dropped. */
  drop?: RegExp;
  block?: RegExp;
}

export interface ShownLeaf {
  readonly carrier: string;
  readonly text: string;
  readonly resource: string;
  readonly path: string;
  readonly operation: Operation;
}

export const maskText = '####';

export class InspectorDouble implements Inspector {
  readonly paths: PathTable;
  readonly edits = new Edits();
  readonly leaves: ShownLeaf[] = [];
  readonly asked: string[] = [];
  blockedBy = '';
  #rules: DoubleRules;
  #bytes: Uint8Array = new Uint8Array(0);
  #operation: Operation = 'read';
  #leaf = 0;
  #verdict: Verdict = Verdict.keep;
  #pending: { leaf: number; start: number; end: number; bytes: Uint8Array | undefined }[] = [];

  constructor(rules: DoubleRules = {}, paths = new PathTable()) {
    this.#rules = rules;
    this.paths = paths;
  }

  access(resource: string, operation: Operation): Access {
    this.asked.push(`${operation} ${resource}`);
    const access = this.#rules.access?.[resource] ?? Access.inspect;
    if (access === Access.block) this.blockedBy = 'double';
    return access;
  }

  begin(): void {
    this.edits.clear();
  }

  unit(bytes: Uint8Array, operation: Operation): void {
    this.#bytes = bytes;
    this.#operation = operation;
    this.#leaf = 0;
    this.#verdict = Verdict.keep;
    this.#pending = [];
  }

  #isProtected(path: PathId): boolean {
    const entry = this.paths.entry(path);
    const fields = this.#rules.fields?.[this.paths.resource(path)] ?? [];
    if (entry.isOverflow) return fields.length > 0;
    const steps = this.paths.steps(path).filter((step) => step !== '[]');
    const text = `.${steps.join('.')}.`;
    return fields.some((field) => text.includes(`.${field}.`));
  }

  leaf(carrier: Carrier, start: number, end: number, path: PathId): number {
    const leaf = this.#leaf++;
    const text = carrier.text(this.#bytes, start, end);
    this.leaves.push({
      carrier: carrier.name,
      text,
      resource: this.paths.resource(path),
      path: this.paths.text(path),
      operation: this.#operation,
    });
    if (this.#rules.block?.test(text)) this.#verdict = Verdict.block;
    else if (this.#drops(text) && this.#verdict < Verdict.drop) {
      this.#verdict = Verdict.drop;
    }
    if (this.#isProtected(path)) this.#maskWhole(carrier, leaf, start, end, path);
    else this.#maskParts(carrier, leaf, start, end, text);
    return leaf;
  }

  #drops(text: string): boolean {
    return this.#operation === 'read' && (this.#rules.drop?.test(text) ?? false);
  }

  #maskWhole(carrier: Carrier, leaf: number, start: number, end: number, path: PathId): void {
    const isNull = this.paths.steps(path).some((step) => this.#rules.nulls?.includes(step));
    const bytes =
      carrier.encode(maskText, this.#bytes, start, end, 0) ?? carrier.zero(this.#bytes, start, end);
    this.#pending.push({ leaf, start, end, bytes: isNull && carrier.nullable ? undefined : bytes });
  }

  #maskParts(carrier: Carrier, leaf: number, start: number, end: number, text: string): void {
    const { mask } = this.#rules;
    if (!mask) return;
    if (!carrier.inline) {
      if (!mask.test(text)) return;
      const changed = text.replace(new RegExp(mask, 'g'), maskText);
      const bytes =
        carrier.encode(changed, this.#bytes, start, end, 0) ??
        carrier.zero(this.#bytes, start, end);
      this.#pending.push({ leaf, start, end, bytes });
      return;
    }
    // One character a byte, so that positions are offsets; the patterns of the tests are ASCII.
    const plain = Buffer.from(this.#bytes.subarray(start, end)).toString('latin1');
    for (const match of plain.matchAll(new RegExp(mask, 'g'))) {
      const from = start + match.index;
      const to = from + match[0].length;
      this.#pending.push({ leaf, start: from, end: to, bytes: Buffer.from(maskText) });
    }
  }

  idle(path: PathId, carrier: Carrier): boolean {
    const { mask, drop, block } = this.#rules;
    const looksAtContent = carrier.type !== 'boolean' && (mask ?? drop ?? block) !== undefined;
    return !looksAtContent && !this.#isProtected(path);
  }

  end(): Verdict {
    if (this.#verdict === Verdict.block) this.blockedBy = 'double';
    if (this.#verdict !== Verdict.keep) return this.#verdict;
    if (this.#pending.length === 0) return Verdict.keep;
    this.#pending.sort((a, b) => a.start - b.start || b.end - a.end);
    let last = -1;
    for (const { leaf, start, end, bytes } of this.#pending) {
      // The same value may be shown under several paths.
      if (start < last) continue;
      if (bytes) this.edits.replace(leaf, start, end, bytes);
      else this.edits.nullify(leaf, start, end);
      last = end;
    }
    return Verdict.changed;
  }

  finish(): void {}
}
