/** Tells masks whether a detector would find their substitute again; see `MaskContext.recognises`. */
import type { Detection, FieldFacts, Finding } from '../detect/detector.ts';
import type { ValueType } from '../inspect/carrier.ts';
import type { Recogniser } from '../mask/index.ts';
import { confidence_default } from './rules.ts';

/** All shapes: a substitute is looked at by whatever detector there is. */
const everyShape = 0xffff_ffff | 0;

/**
 * Asks one detection a class, made at first need. The field has no name, so that a name cannot speak
 * for a value: what is found by its field's name alone is found again whatever stands there.
 */
export function recogniserOf(
  detectionFor: (classes: ReadonlySet<string>) => Detection,
): Recogniser {
  const findings: Finding[] = [];
  const byClass = new Map<string, { detection: Detection; field: FieldFacts }>();
  return (text: string, type: ValueType, className: string) => {
    let known = byClass.get(className);
    if (!known) {
      const detection = detectionFor(new Set([className]));
      known = { detection, field: detection.field('', []) };
      byClass.set(className, known);
    }
    known.detection.inspect(text, type, everyShape, known.field, findings);
    return findings.some(
      (finding) => finding.class === className && finding.confidence >= confidence_default,
    );
  };
}
