// The running bot (BOT_URL, unauthenticated development) driven in Agents Playground by a browser: type, read the card, press, see it
// replaced; in a personal chat and in a channel. COMMAND is typed, EXPECT must be in its card; BUTTON, when set, is pressed. Then SUBSCRIBE
// is typed in both, FAIL (an address and a body) makes something go wrong, and ALERT arrives in both without anybody having asked.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { chat, options, pictures, say, shows } from './agents-playground.mjs';

const command = process.env.COMMAND ?? 'help';
const expected = process.env.EXPECT ?? 'help';
const button = process.env.BUTTON;
const replaced = process.env.REPLACED;
const subscribe = process.env.SUBSCRIBE;
const alert = process.env.ALERT;

async function press(name) {
  await chat.page.getByRole('button', { name, exact: true }).last().click();
  if (replaced) await shows(replaced);
}

async function post(text) {
  const { page } = chat;
  await page.click('[role=textbox][contenteditable]');
  await page.keyboard.type('@');
  await page.locator('li,[role=option],[role=menuitem]').filter({ hasText: 'XoperoBot' }).first().click();
  await page.keyboard.type(` ${text}`);
  await page.getByRole('button', { name: 'Post' }).click();
}

test('in a personal chat: typed, answered, pressed, replaced', options, async () => {
  await say(command);
  await shows(expected);
  if (button) await press(button);
  await chat.page.screenshot({ path: join(pictures, 'playground-personal.png') });
});

test('in a channel: mentioned, answered in the thread, pressed, replaced', options, async () => {
  await chat.page.click('[aria-label="Platform - deploys"]');
  await post(command);
  await shows(expected);
  if (button) await press(button);
  await chat.page.screenshot({ path: join(pictures, 'playground-channel.png') });
});

test('news arrive in the channel and in the personal chat without being asked for', options, async () => {
  const { page } = chat;
  await post(subscribe);
  await shows('Subscribed');
  await page.getByText(/^Personal chat$/i).first().click();
  await say(subscribe);
  await shows('Subscribed');

  const failed = await fetch(process.env.FAIL, { method: 'POST', headers: { 'content-type': 'application/json' }, body: process.env.FAIL_BODY });
  assert.ok(failed.ok, await failed.text());

  await shows(alert);
  await page.screenshot({ path: join(pictures, 'playground-personal-alert.png') });
  await page.click('[aria-label="Platform - deploys"]');
  await shows(alert);
  await page.screenshot({ path: join(pictures, 'playground-channel-alert.png') });
});
