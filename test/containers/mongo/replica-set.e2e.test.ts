import { prepare } from '../available.ts';
import { MongoServers } from './start.ts';
import { mongoSuite } from './suite.ts';

mongoSuite({
  name: 'MongoDB, a replica set of three,',
  prepared: await prepare('mongo'),
  replicated: true,
  genuine: true,
  async start(network, image) {
    const set = await MongoServers.start(network, { image, members: 3 });
    const first = await set.primary();
    return {
      servers: set.members,
      upstreams: set.upstreams,
      direct: (user) => set.direct(user, first),
      primary: () => set.primary(),
    };
  },
});
