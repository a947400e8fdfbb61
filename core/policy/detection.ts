/** What the loader asks of detection; `builtinDetection` answers with the detectors of core/detect. */
import { compileCustom } from '../detect/custom.ts';
import type { Detection, Detector } from '../detect/detector.ts';
import { classes as builtinClasses, builtins, createDetection } from '../detect/index.ts';
import type { DetectorConfig } from './schema.ts';

export interface DetectionSource {
  /** The built-in detectors. */
  readonly detectors: readonly Detector[];
  /** Their classes, with the tags of each. */
  readonly classes: ReadonlyMap<string, { readonly tags: readonly string[] }>;
  /** Makes a detector of the configuration. Throws a RangeError for what is wrong with it. */
  custom(config: DetectorConfig): { detector: Detector; warning?: string };
  /** A detection of some classes, or of all. */
  create(classes: ReadonlySet<string> | undefined, custom: readonly Detector[]): Detection;
}

export const builtinDetection: DetectionSource = {
  detectors: builtins,
  classes: builtinClasses,
  custom: compileCustom,
  create: (classes, custom) => createDetection({ classes, custom }),
};
