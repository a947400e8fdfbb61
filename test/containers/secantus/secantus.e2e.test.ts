import { prepare } from '../available.ts';
import { mongoSuite } from '../mongo/suite.ts';
import { SecantusServer } from './start.ts';

mongoSuite({
  name: 'SecantusDB',
  prepared: await prepare('secantus'),
  replicated: false,
  genuine: false,
  async start(network, image) {
    const secantus = await SecantusServer.start(network, { image });
    return {
      servers: [secantus.server],
      upstreams: [secantus.upstream],
      direct: (user) => secantus.direct(user),
      primary: () => Promise.resolve(secantus.server),
    };
  },
});
