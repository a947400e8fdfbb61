/** What the parts of the suite share: the running cluster, and the two ways to the data. */
import type { Gate } from '../gate.ts';
import type { Target } from './clients.ts';
import type { KafkaCluster, kafkaUsers } from './start.ts';

export type KafkaUser = keyof typeof kafkaUsers;
export type Mechanism = NonNullable<Target['sasl']>['mechanism'];

export interface SuiteContext {
  /** How many brokers there are. */
  nodes: number;
  /** Started before the first test, so only to be called inside one. */
  gate(): Gate;
  cluster(): KafkaCluster;
  /** Straight to the cluster, on the listener that is there for comparing. */
  direct(): Target;
  /** Through the gate, as the clients go; no login. */
  through(): Target;
  /** Through the gate with a login, over plaintext or TLS towards the brokers. */
  secure(listener: 'secure' | 'tls', user: KafkaUser, mechanism: Mechanism): Target;
}
