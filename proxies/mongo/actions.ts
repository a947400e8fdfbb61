/** Which actions a policy may use on MongoDB traffic; any other fails when the policy is loaded. */
import type { ActionTable } from '../../core/protocol.ts';

export const actions: ActionTable = {
  read: ['allow', 'tag', 'alert', 'mask', 'drop', 'block'],
  write: ['allow', 'tag', 'alert', 'mask', 'block'],
  admin: ['allow', 'tag', 'alert', 'block'],
  because: {
    'drop on write':
      'the client would be told that a document was stored which was not; block refuses it openly',
    'mask on admin': 'commands without documents have no values to mask',
    'drop on admin': 'a command is answered or refused, it cannot vanish',
  },
};
