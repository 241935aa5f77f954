// Agents Playground in front of the running bot at BOT_URL, with a browser: what its judges share.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const bot = process.env.BOT_URL;
const box = '[role=textbox][contenteditable]';
const welcome = 'Type “status” to begin';

export const pictures = process.env.PICTURES_DIR ?? join(here, 'pictures');
export const options = { skip: bot ? false : 'BOT_URL is not set', timeout: 120_000 };
export const chat = { page: null };

let playground;
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
  const origin = `http://127.0.0.1:${port}`;
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
  chat.page = session.page;
  await session.page.goto(origin);
  await session.page.waitForSelector(box);
  await shows(welcome); // what is typed while the first message comes in may be lost
}, { timeout: 120_000 });

after(async () => {
  await session?.browser.close();
  playground?.kill();
});

export const shows = text => chat.page.waitForFunction(
  wanted => document.body.innerText.split('Log Panel')[0].toLowerCase().includes(wanted.toLowerCase()), text, { timeout: 60_000 });

export async function say(text) {
  await chat.page.click(box);
  await chat.page.keyboard.type(text);
  await chat.page.waitForFunction(([where, typed]) => document.querySelector(where)?.innerText.replaceAll('\u00a0', ' ').includes(typed), [box, text]);
  await chat.page.click('[aria-label="Send Message"]');
}
