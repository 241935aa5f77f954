// @microsoft/agents-hosting answering each message with its text, without checking tokens.
// node agents.mjs PACKAGE-JSON PORT
import { createRequire } from 'node:module';

const [packages, port] = process.argv.slice(2);
process.env.NODE_ENV = 'development'; // in production it refuses to run without credentials
const require = createRequire(packages);
const express = require('express');
const { ActivityHandler, CloudAdapter } = require('@microsoft/agents-hosting');

class Echo extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      await context.sendActivity(`You said: ${context.activity.text}`);
      await next();
    });
  }
}

const adapter = new CloudAdapter({});
const bot = new Echo();
const app = express();
app.use(express.json());
app.get('/ready', (request, response) => response.end('ready'));
app.post('/api/messages', (request, response) => {
  request.user ??= { aud: 'anonymous', appid: 'anonymous', name: 'anonymous' };
  return adapter.process(request, response, context => bot.run(context));
});
app.listen(Number(port), '127.0.0.1');
