import { prepare } from '../available.ts';
import { kafkaSuite } from './suite.ts';

kafkaSuite({ prepared: await prepare('kafka'), nodes: 3 });
