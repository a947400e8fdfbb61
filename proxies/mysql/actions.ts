/**
 * Which actions are legal where. Rows that are read can be masked and left out; a statement that
 * writes can only be let through or refused, for its text and its parameters are the client's own
 * words, and a changed statement might mean something else to the server.
 */
import type { ActionTable } from '../../core/protocol.ts';

export const actions: ActionTable = {
  read: ['allow', 'tag', 'alert', 'mask', 'drop', 'block'],
  write: ['allow', 'tag', 'alert', 'block'],
  admin: ['allow', 'tag', 'alert', 'block'],
  because: {
    'mask on write': 'a statement is refused as a whole or not at all, never rewritten',
    'drop on write': 'a statement that vanishes would leave its client without an answer',
    'mask on admin': 'a statement is refused as a whole or not at all, never rewritten',
    'drop on admin': 'a statement that vanishes would leave its client without an answer',
  },
};
