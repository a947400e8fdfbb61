/** From hits to findings. */
import type { Detector, Finding } from './detector.ts';
import { type HitList, Spoke } from './hits.ts';
import { confidenceOf } from './weigh.ts';

/** Appends to `findings` the hits that stand, of the named classes. */
export function report(
  hits: HitList,
  detectors: readonly Detector[],
  classes: ReadonlySet<string>,
  findings: Finding[],
): void {
  for (const index of hits.kept()) {
    const detector = detectors[hits.by[index]];
    if (!classes.has(detector.class)) continue;
    const confidence = confidenceOf(hits.weight[index]);
    if (detector.minConfidence !== undefined && confidence < detector.minConfidence) continue;
    findings.push({
      class: detector.class,
      detector: detector.id,
      start: hits.start[index],
      end: hits.end[index],
      confidence,
      evidence: evidenceOf(hits.spoke[index]),
    });
  }
}

const words: readonly (readonly [bit: number, text: string])[] = [
  [Spoke.name, 'field name'],
  [Spoke.word, 'word nearby'],
  [Spoke.field, 'other values of field'],
  [Spoke.against, 'despite word nearby'],
  [Spoke.read, 'decoded'],
];

/** Texts by the bits of what spoke, made once each. */
const texts: (string | undefined)[] = [];

export function evidenceOf(spoke: number): string {
  texts[spoke] ??= [
    (spoke & Spoke.value) !== 0 ? 'value' : 'form',
    ...words.filter(([bit]) => (spoke & bit) !== 0).map(([, text]) => text),
  ].join(' + ');
  return texts[spoke];
}
