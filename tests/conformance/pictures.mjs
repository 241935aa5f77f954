// Redraws docs/pictures: one bot with its demonstration estate, asked the same over Slack, Teams and the Playground. What it sent to Slack and
// Teams is drawn by renderers that others wrote. BOT_DLL names the built bot; the first argument another folder, the second a width (390: a phone).
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { draw, page as slackPage } from './slack/draw.mjs';
import { startBot } from './support/bot.mjs';
import { openBrowser } from './support/browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, '../../docs/pictures'));
const width = Number(process.argv[3] ?? 1360);
const secret = 'made-up';
const removal = 'remove acme/shipping-api with data --reason OPS-42 --confirm acme/shipping-api';
const people = [['Olaf', 'Operator', 'operator'], ['Ada', 'Approver', 'approver1'], ['Ben', 'Approver', 'approver2'], ['Eva', 'Approver', 'approver3']];
const teamsId = name => `00000000-0000-0000-0000-${Buffer.from(name.padStart(6)).toString('hex')}`;
process.env.TZ = 'Europe/Warsaw';
process.env.BOT_DLL ||= resolve(here, '../../src/XoperoBot.Host/bin/Release/net10.0/XoperoBot.Host.dll');
mkdirSync(folder, { recursive: true });

const products = await startProducts();
const bot = await startBot({
  Slack__SigningSecret: secret, Slack__BotToken: 'xoxb-made-up', Slack__ApiBaseUrl: `${products.url}/api/`,
  Teams__DangerouslyAllowUnauthenticatedRequests: 'true',
  ...Object.fromEntries(people.flatMap(([name, role, played], at) => [
    [`Access__People__${at}__Name`, name], [`Access__People__${at}__Roles__0`, role], [`Access__People__${at}__Roles__1`, 'Viewer'],
    [`Access__People__${at}__Slack`, `T1/${name}`], [`Access__People__${at}__Teams`, teamsId(name)], [`Access__People__${at}__Playground`, played],
  ])),
});
const browser = await openBrowser({ viewport: { width, height: 400 }, locale: 'en-GB', timezoneId: process.env.TZ });
try {
  await sayInSlack('Olaf', 'status');
  await sayInTeams('Olaf', 'status');
  const status = { slack: await products.slack('Backup status'), teams: await products.teams('Backup status') };
  await sayInSlack('Olaf', removal);
  const asked = { slack: await products.slack('Approve') };
  const id = /R-[0-9A-Z]{6}/.exec(JSON.stringify(asked.slack))[0];
  await sayInTeams('Olaf', `approval ${id}`);
  asked.teams = await products.teams('Approve');
  await browser.page.setContent(slackPage(draw(status.slack), draw(asked.slack)));
  await shoot('slack');
  await drawTeams([status.teams, asked.teams]);
  await shoot('teams');
  await playground();
} finally {
  await browser.close();
  await bot.stop();
  products.close();
}

async function shoot(name, fullPage = true) {
  await browser.page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

async function drawTeams(cards) {
  await browser.page.setContent(`<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; padding: 16px; display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; background: #f5f5f5; font-family: "DejaVu Sans", "Noto Color Emoji", sans-serif; }
    button { padding: 6px 12px; border: 1px solid #bbb; border-radius: 4px; background: #fff; font: inherit; font-size: 13px; }
    body > div { box-sizing: border-box; flex: 1 1 600px; max-width: 660px; min-width: 0; background: #fff; border: 1px solid #ddd; border-radius: 6px; }
  </style><body></body>`);
  await browser.page.addScriptTag({ path: createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js') });
  await browser.page.evaluate(all => {
    // Teams writes moments in the reader's language and zone.
    const moments = text => text.replace(/\{\{(DATE|TIME)\(([^,)]+)[^)]*\)\}\}/g, (_, kind, at) => (kind === 'DATE'
      ? new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }) : new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })));
    for (const card of all) {
      const drawn = new window.AdaptiveCards.AdaptiveCard();
      drawn.hostConfig = new window.AdaptiveCards.HostConfig({
        fontFamily: '"DejaVu Sans", "Noto Color Emoji", sans-serif', actions: { maxActions: 6 },
        containerStyles: { good: { backgroundColor: '#dff6dd' }, warning: { backgroundColor: '#fff4ce' }, attention: { backgroundColor: '#fde7e9' }, emphasis: { backgroundColor: '#f0f0f0' }, accent: { backgroundColor: '#e5f1fb' } },
      });
      drawn.parse(JSON.parse(moments(JSON.stringify(card))));
      document.body.appendChild(document.createElement('div')).appendChild(drawn.render());
    }
  }, cards);
}

async function playground() {
  const { page } = browser;
  await page.setViewportSize({ width, height: 1100 });
  await page.goto(`${bot.url}/?as=operator&in=room`);
  await page.getByRole('textbox').first().fill('status');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Backup status' }).waitFor();
  await pause(500);
  await shoot('playground', false);
}

async function sayInSlack(name, text) {
  const body = new URLSearchParams({
    team_id: 'T1', channel_id: 'C1', channel_name: 'backups', user_id: name, user_name: name, command: '/xopero', text, response_url: `${products.url}/hook`, trigger_id: randomUUID(),
  }).toString();
  const at = String(Math.floor(Date.now() / 1000));
  await send(`${bot.url}/slack/commands`, body, {
    'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
  });
}

async function sayInTeams(name, text) {
  await send(`${bot.url}/api/messages`, JSON.stringify({
    type: 'message', id: randomUUID(), text, channelId: 'msteams', serviceUrl: `${products.url}/teams/`,
    from: { id: `29:${name}`, name, aadObjectId: teamsId(name) }, recipient: { id: '28:bot', name: 'XoperoBot' },
    conversation: { id: '19:backups@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: 'made-up' }, channelData: { tenant: { id: 'made-up' } },
  }), { 'content-type': 'application/json' });
}

async function send(url, body, headers) {
  const answer = await fetch(url, { method: 'POST', body, headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

/** Both products' APIs as far as the bot needs them here: every message is kept as it stands. */
async function startProducts() {
  const messages = { slack: new Map(), teams: new Map() };
  let last = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', text => { body += text; });
    request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request, body))));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function answer({ url, headers }, body) {
    const id = `${++last}`;
    const fields = headers['content-type']?.includes('json') ? JSON.parse(body || '{}') : Object.fromEntries(new URLSearchParams(body));
    if (url.startsWith('/teams/')) {
      const changed = /activities\/(\d+)/.exec(url)?.[1] ?? id;
      const card = fields.attachments?.[0]?.content;
      if (card) messages.teams.set(changed, card);
      return url.endsWith('members') ? [] : { id: changed };
    }

    if (fields.blocks) messages.slack.set(fields.ts ?? id, typeof fields.blocks === 'string' ? JSON.parse(fields.blocks) : fields.blocks);
    return {
      ok: true, ts: fields.ts ?? id, message_ts: id, channel: url.includes('conversations.') ? { id: 'C1', name: 'backups', is_member: true } : 'C1',
      user_id: 'UBOT', team_id: 'T1', bot_id: 'B1', user: url.includes('users.') ? { id: fields.user, tz: 'Europe/Warsaw' } : 'xoperobot',
    };
  }

  async function find(kept, text) {
    for (let attempt = 0; attempt < 300; attempt++) {
      const found = [...kept.values()].reverse().find(message => JSON.stringify(message).includes(text));
      if (found) return found;
      await pause(100);
    }
    throw new Error(`Nothing with “${text}” was sent:\n${bot.log()}`);
  }

  return { url: `http://127.0.0.1:${server.address().port}`, slack: text => find(messages.slack, text), teams: text => find(messages.teams, text), close: () => server.close() };
}
