/** Which actions are legal where. A policy outside this table fails when it is loaded. */
import type { ActionTable } from '../../core/protocol.ts';

export const actions: ActionTable = {
  read: ['allow', 'tag', 'alert', 'mask', 'drop', 'block'],
  write: ['allow', 'tag', 'alert', 'mask', 'block'],
  admin: ['allow'],
  because: {
    'drop on write':
      'a broker refuses a batch whose count differs from its offsets, and an idempotent producer ' +
      'fails on the gap in its sequence; mask the value or block the request instead',
    'tag on admin': 'only produced and fetched records are inspected',
    'alert on admin': 'only produced and fetched records are inspected',
    'mask on admin': 'only produced and fetched records are inspected',
    'drop on admin': 'only produced and fetched records are inspected',
    'block on admin': 'only produced and fetched records are inspected',
  },
};
