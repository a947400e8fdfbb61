/** The bare Node pipe that the gate is measured against: `node pipe.ts LISTEN_PORT HOST PORT`. */
import net from 'node:net';

const [listen, host, port] = process.argv.slice(2);
const server = net.createServer({ noDelay: true }, (client) => {
  const upstream = net.connect({ host, port: Number(port), noDelay: true });
  client.pipe(upstream);
  upstream.pipe(client);
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  client.on('error', end).on('close', end);
  upstream.on('error', end).on('close', end);
});
server.listen(Number(listen), '127.0.0.1', () => process.send?.('ready'));
