/** Turns the masked hits of a unit into edits: masks, then layers from the innermost out. */
import type { Edits } from '../bytes/edits.ts';
import { TidegateError } from '../errors.ts';
import type { CompiledMask } from '../mask/mask.ts';
import { encodeJsonText, isJsonNumber, isPlainJson } from '../payload/json-text.ts';
import type { Carrier, ValueType } from './carrier.ts';
import { type Change, carry, fit, resolve, splice } from './changes.ts';
import { formOf } from './form.ts';
import type { Form, Hit, Unit } from './unit.ts';

const formTypes: Readonly<Record<Exclude<Form, 'carrier'>, ValueType>> = {
  inline: 'text',
  'json-string': 'text',
  'json-key': 'text',
  'json-number': 'integer',
  'json-literal': 'boolean',
};

/** Appends the unit's edits to `edits`; returns false when no byte would change. */
export function rewrite(unit: Unit, edits: Edits): boolean {
  const changes: Change[] = [];
  for (let i = 0; i < unit.hitCount; i++) {
    const { applied, layer, leaf } = unit.hits[i];
    if (layer === 0 && applied?.action === 'mask') unit.leaves[leaf].masked++;
  }
  for (let i = 0; i < unit.hitCount; i++) {
    const hit = unit.hits[i];
    const mask = hit.applied?.action === 'mask' ? hit.applied.mask : undefined;
    if (mask) changes.push(masked(unit, hit, mask));
  }
  return emit(unit, unit.layers.length > 0 ? outermost(unit, changes) : changes, edits);
}

/** Writes the changes of inner layers into one change each of the layer around them. */
function outermost(unit: Unit, changes: readonly Change[]): Change[] {
  const byLayer: Change[][] = Array.from({ length: unit.layers.length + 1 }, () => []);
  for (const change of changes) byLayer[change.layer].push(change);
  for (let index = unit.layers.length; index > 0; index--) {
    if (byLayer[index].length === 0) continue;
    const layer = unit.layers[index - 1];
    const bytes = layer.encode(splice(layer.bytes, resolve(byLayer[index])));
    const { parent, leaf, start, end } = layer;
    byLayer[parent].push({ layer: parent, leaf, start, end, bytes });
  }
  return byLayer[0];
}

/** The form of what `mask` would write for a hit: what a rule that only records tells of it. */
export function substituteForm(unit: Unit, hit: Hit, mask: CompiledMask): string {
  const { bytes } = masked(unit, hit, mask);
  if (bytes === undefined) return 'null';
  const { carrier } = unit.leaves[hit.leaf];
  if (typeof bytes === 'string') return formOf(bytes);
  if (hit.form === 'carrier') return formOf(carrier.text(bytes, 0, bytes.length));
  return formOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}

function emit(unit: Unit, changes: Change[], edits: Edits): boolean {
  const first = edits.count;
  for (const { leaf, start, end, bytes } of resolve(changes)) {
    if (bytes === undefined) edits.nullify(leaf, start, end);
    else if (typeof bytes === 'string') edits.replaceAscii(leaf, start, end, bytes);
    else edits.replace(leaf, start, end, bytes);
  }
  boundLeaves(unit, edits, first);
  return edits.count > first;
}

/**
 * A substitute may be longer than what it replaces. Where a leaf would grow past its bound, its
 * edits are refused as a whole: the mask fits its carrier, or nothing of the frame goes on.
 */
function boundLeaves(unit: Unit, edits: Edits, first: number): void {
  for (let i = first; i < edits.count; ) {
    const index = edits.leaf[i];
    const leaf = unit.leaves[index];
    let last = i;
    while (last < edits.count && edits.leaf[last] === index) last++;
    const size = leaf.end - leaf.start + edits.delta(i, last);
    if (leaf.bound > 0 && size > leaf.bound && size > leaf.end - leaf.start) {
      throw new TidegateError('TG-CORE-0015', `${leaf.carrier.name} of ${leaf.bound} bytes`);
    }
    i = last;
  }
}

function masked(unit: Unit, hit: Hit, mask: CompiledMask): Change {
  const leaf = unit.leaves[hit.leaf];
  const room = leaf.bound > 0 ? roomFor(unit, hit, leaf.end - leaf.start, leaf.bound) : 0;
  const type = typeOf(unit, hit, leaf.carrier);
  const source = mask.blind ? '' : unit.textOf(hit);
  const text = mask.apply(source, type, hit.class, room, subjectOf(unit, hit, mask));
  const { layer, leaf: index, start, end } = hit;
  const rank = hit.applied?.rank ?? 0;
  const change: Change = { layer, leaf: index, start, end, bytes: undefined, rank };
  if (hit.form !== 'inline' && hit.form !== 'carrier') jsonChange(change, hit, text);
  else if (text === null) nullify(change, unit, hit);
  else if (hit.form === 'carrier') {
    change.bytes = carry(leaf.carrier, text, unit.bytes, start, end, leaf.bound);
  } else if (isPlainJson(text) && (room <= 0 || text.length <= room)) change.bytes = text;
  else change.bytes = fit(Buffer.from(text, 'utf8'), room);
  return change;
}

/** What the unit holds at the path of the mask's subject, undefined where it wants none. */
function subjectOf(unit: Unit, hit: Hit, { subject }: CompiledMask): string | undefined {
  if (subject === undefined) return undefined;
  return unit.subjects.text(hit.path.plans, subject, unit.leaves, unit.leafCount);
}

function typeOf(unit: Unit, hit: Hit, carrier: Carrier): ValueType {
  if (hit.form === 'carrier') return carrier.type;
  if (hit.form === 'json-number' && /[.eE]/.test(unit.textOf(hit))) return 'double';
  return formTypes[hit.form];
}

/** Bytes that a substitute for part of a leaf may have. Never 0, which would mean unbounded. */
function roomFor(unit: Unit, hit: Hit, leafBytes: number, bound: number): number {
  if (hit.layer !== 0) return bound;
  // What the leaf may grow by is shared by all that is masked in it.
  const shares = Math.max(1, unit.leaves[hit.leaf].masked);
  const slack = Math.floor(Math.max(0, bound - leafBytes) / shares);
  return Math.max(1, hit.end - hit.start + slack);
}

/** A null where the carrier can hold one, and the found range is the leaf; else its zero value. */
function nullify(change: Change, unit: Unit, hit: Hit): void {
  const leaf = unit.leaves[hit.leaf];
  change.start = hit.outerStart;
  change.end = hit.outerEnd;
  if (hit.layer !== 0) {
    change.bytes = Buffer.alloc(0);
    return;
  }
  if (!leaf.carrier.nullable) change.bytes = leaf.carrier.zero(unit.bytes, leaf.start, leaf.end);
}

const jsonNull = Buffer.from('null');

function jsonChange(change: Change, hit: Hit, text: string | null): void {
  if (text === null && hit.form !== 'json-key') {
    // A found part of a longer text takes the whole text with it, and the quotes.
    if (hit.form === 'json-string') {
      change.start = hit.outerStart;
      change.end = hit.outerEnd;
    }
    change.bytes = jsonNull;
    return;
  }
  const value = text ?? '';
  if (hit.form === 'json-number') change.bytes = Buffer.from(isJsonNumber(value) ? value : '0');
  else if (hit.form === 'json-literal') {
    change.bytes = Buffer.from(value === 'true' ? value : 'false');
  } else change.bytes = isPlainJson(value) ? value : encodeJsonText(value);
}
