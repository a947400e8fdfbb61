/** MySQL and MariaDB. The only door of this folder. */
import type { Protocol } from '../../core/protocol.ts';
import { actions } from './actions.ts';
import { MysqlConversation } from './session.ts';

export const mysql: Protocol = {
  name: 'mysql',
  defaultPort: 3306,
  speaksFirst: 'server',
  tls: 'negotiated',
  actions,
  open: (context) => new MysqlConversation(context),
};
