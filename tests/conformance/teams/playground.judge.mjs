// The running bot (BOT_URL, unauthenticated development) driven in Agents Playground by a browser: type, read the card, press, see it
// replaced; in a personal chat and in a channel. COMMAND is typed, EXPECT must be in its card; BUTTON, when set, is pressed. Then SUBSCRIBE
// is typed in both, FAIL (an address and a body) makes something go wrong, and ALERT arrives in both without anybody having asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const bot = process.env.BOT_URL;
const command = process.env.COMMAND ?? 'help';
const expected = process.env.EXPECT ?? 'help';
const button = process.env.BUTTON;
const replaced = process.env.REPLACED;
const subscribe = process.env.SUBSCRIBE;
const alert = process.env.ALERT;
const pictures = process.env.PICTURES_DIR ?? join(here, 'pictures');
const options = { skip: bot ? false : 'BOT_URL is not set', timeout: 120_000 };

let playground;
let origin;
let session;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

before(async () => {
  if (!bot) return;
  mkdirSync(pictures, { recursive: true });
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const cli = join(dirname(require.resolve('@microsoft/m365agentsplayground/package.json')), 'cli.js');
  playground = spawn(
    process.execPath,
    [cli, 'start', '-e', `${bot}/api/messages`, '-c', 'msteams', '-p', String(port), '--su', `${origin}/_connector`, '--dt'],
    {
      stdio: 'ignore',
      env: {
        ...process.env, TEAMSAPPTESTER_BROWSER: 'none', NODE_OPTIONS: `--require=${join(here, 'loopback.cjs')}`,
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: join(here, 'm365.yml'), M365_AGENTS_PLAYGROUND_LOGFILE: join(pictures, 'playground.log'),
      },
    });
  for (let attempt = 0; ; attempt++) {
    try { if ((await fetch(`${origin}/_debug/ping`)).ok) break; } catch { /* not up yet */ }
    assert.ok(attempt < 120, 'Agents Playground does not start');
    await pause(500);
  }
  session = await open();
  await session.page.goto(origin);
  await session.page.waitForSelector('[role=textbox][contenteditable]');
}, { timeout: 120_000 });

after(async () => {
  await session?.browser.close();
  playground?.kill();
});

const shows = text => session.page.waitForFunction(
  wanted => document.body.innerText.split('Log Panel')[0].toLowerCase().includes(wanted.toLowerCase()), text, { timeout: 30_000 });

async function press(name) {
  await session.page.getByRole('button', { name, exact: true }).last().click();
  if (replaced) await shows(replaced);
}

async function say(text) {
  const { page } = session;
  await page.click('[role=textbox][contenteditable]');
  await page.keyboard.type(text);
  await page.click('[aria-label="Send Message"]');
}

async function post(text) {
  const { page } = session;
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
  await session.page.screenshot({ path: join(pictures, 'playground-personal.png') });
});

test('in a channel: mentioned, answered in the thread, pressed, replaced', options, async () => {
  await session.page.click('[aria-label="Platform - deploys"]');
  await post(command);
  await shows(expected);
  if (button) await press(button);
  await session.page.screenshot({ path: join(pictures, 'playground-channel.png') });
});

test('news arrive in the channel and in the personal chat without being asked for', options, async () => {
  const { page } = session;
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
