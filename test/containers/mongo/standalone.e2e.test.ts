import { prepare } from '../available.ts';
import { MongoServers } from './start.ts';
import { mongoSuite } from './suite.ts';

mongoSuite({
  name: 'MongoDB, one server alone,',
  prepared: await prepare('mongo'),
  replicated: false,
  genuine: true,
  async start(network, image) {
    const set = await MongoServers.start(network, { image, members: 1 });
    return {
      servers: set.members,
      upstreams: set.upstreams,
      direct: (user) => set.direct(user),
      primary: () => set.primary(),
    };
  },
});
