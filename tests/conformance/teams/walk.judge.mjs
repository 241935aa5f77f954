// The first walk of docs/teams.md in Agents Playground: COMMAND asks for something risky; somebody approves it elsewhere, and the card
// itself comes to say DONE.
import { join } from 'node:path';
import { test } from 'node:test';
import { chat, options, pictures, say, shows } from './agents-playground.mjs';

test('asked here, approved elsewhere, done on the same card', options, async () => {
  await say(process.env.COMMAND);
  try {
    await shows(process.env.DONE);
  } finally {
    await chat.page.screenshot({ path: join(pictures, 'playground-walk.png') });
  }
});
