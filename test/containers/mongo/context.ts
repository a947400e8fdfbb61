/** What the parts of the suite share: the running servers, and the two ways to the data. */
import type { Gate } from '../gate.ts';
import type { Server } from '../server.ts';
import type { mongoUsers } from './start.ts';

export type MongoUser = keyof typeof mongoUsers;

export interface SuiteContext {
  /** A replica set of three, or one server alone. */
  replicated: boolean;
  /** Started before the first test, so only to be called inside one. */
  gate(): Gate;
  /** The server that takes writes now. */
  primary(): Promise<Server>;
  servers(): Server[];
  /** Connection string straight to the server that was primary first; for comparing. */
  direct(user?: MongoUser): string;
  /** Connection string through the gate, as the clients go. */
  through(user?: MongoUser): string;
}
