/** What the parts of the suite share: the running servers, and the two ways to the data. */
import type { Gate } from '../gate.ts';
import type { Target } from './clients.ts';
import type { MysqlServer, MysqlUser } from './start.ts';

export interface SuiteContext {
  /** Started before the first test, so only to be called inside one. */
  gate(): Gate;
  server(): MysqlServer;
  /** Straight to the server; for comparing. */
  direct(user?: MysqlUser): Target;
  /** Through the gate, as the clients go. */
  through(user?: MysqlUser): Target;
  /** Image with the mariadb command-line client. */
  cliImage: string;
}
