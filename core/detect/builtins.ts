/** The built-in detectors, in the order of their families. */
import { email } from './contact/email.ts';
import type { Detector } from './detector.ts';
import { pan } from './finance/pan.ts';
import { itin, ssn } from './ids/us.ts';
import { jwt } from './secrets/jwt.ts';

export const builtins: readonly Detector[] = [email, ssn, itin, pan, jwt];
