import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBot } from './bot.mjs';

test('The built bot starts, answers and stops when told', async () => {
  const bot = await startBot();
  const answer = await fetch(`${bot.url}/no-such-page`);
  assert.equal(answer.status, 404);
  assert.equal(await bot.stop(), 0);
});

test('A bot that cannot start is reported with its log', async () => {
  await assert.rejects(startBot({ ASPNETCORE_URLS: 'not an address' }), /did not start:\n[^]*not an address/i);
});
