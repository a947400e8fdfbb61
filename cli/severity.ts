/** How grave a find of a class is: as the configuration says, else as built in. */
import type { Severity } from '../core/detect/detector.ts';
import { classes } from '../core/detect/index.ts';
import type { Config } from '../core/policy/schema.ts';

/** Of a class of the configuration's own that says nothing of it. */
const otherwise: Severity = 'medium';

export function severityOf(config: Pick<Config, 'classes'> | undefined, name: string): Severity {
  const own = config && Object.hasOwn(config.classes, name) ? config.classes[name] : undefined;
  return own?.severity ?? classes.get(name)?.severity ?? otherwise;
}
