/** The only list of protocols. */
import type { Protocol } from '../core/protocol.ts';
import { kafka } from './kafka/index.ts';
import { mongo } from './mongo/index.ts';
import { mysql } from './mysql/index.ts';

export const protocols: readonly Protocol[] = [kafka, mongo, mysql];
