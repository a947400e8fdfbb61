/** MongoDB: the wire protocol of servers 4.4 to 9.0. */
import type { Protocol } from '../../core/protocol.ts';
import { actions } from './actions.ts';
import { MongoConversation } from './session.ts';

export const mongo: Protocol = {
  name: 'mongo',
  defaultPort: 27017,
  speaksFirst: 'client',
  actions,
  open: (context) => new MongoConversation(context),
};
