// @slack/bolt acknowledging the same signed command, with no storage and nothing else to do.
// node bolt.mjs PACKAGE-JSON PORT SECRET
import { createRequire } from 'node:module';

const [packages, port, signingSecret] = process.argv.slice(2);
const bolt = createRequire(packages)('@slack/bolt');
const receiver = new bolt.HTTPReceiver({
  signingSecret,
  customRoutes: [{ path: '/ready', method: ['GET'], handler: (request, response) => response.end('ready') }],
});
const app = new bolt.App({ receiver, authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U1' }) });
app.command('/xopero', ({ ack }) => ack());
await app.start(Number(port));
