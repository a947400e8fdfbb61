/** The door of the Kafka protocol. */
import type { Protocol } from '../../core/protocol.ts';
import { actions } from './actions.ts';
import { KafkaConversation } from './session.ts';

export const kafka: Protocol = {
  name: 'kafka',
  defaultPort: 9092,
  speaksFirst: 'client',
  actions,
  open: (context) => new KafkaConversation(context),
};
