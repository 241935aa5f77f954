// A running bot judged with Slack's own libraries. BOT_URL: where it listens; SLACK_SIGNING_SECRET: what it was given.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import bolt from '@slack/bolt';

const url = process.env.BOT_URL;
const secret = process.env.SLACK_SIGNING_SECRET;
const skip = url && secret ? false : 'BOT_URL and SLACK_SIGNING_SECRET are not set';

const now = () => Math.floor(Date.now() / 1000);
const sign = (timestamp, body, key = secret) => `v0=${createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex')}`;

/** Sends only what Slack's own library finds genuine (or, for a forgery, what it must refuse too). */
async function send(path, body, { type = 'application/x-www-form-urlencoded', timestamp = now(), signature, genuine = true } = {}) {
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature ?? sign(timestamp, body) };
  assert.equal(bolt.isValidSlackRequest({ signingSecret: secret, body, headers }), genuine);
  return fetch(new URL(path, url), {
    method: 'POST',
    body,
    headers: { 'content-type': type, 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': headers['x-slack-signature'] },
  });
}

const command = () =>
  new URLSearchParams({
    command: '/xopero', text: 'help', team_id: 'T1', user_id: 'U1', user_name: 'rita', channel_id: 'C1', trigger_id: `${Date.now()}.${Math.random()}`,
  }).toString();

test('a command that Bolt finds genuine is acknowledged with nothing', { skip }, async () => {
  const response = await send('/slack/commands', command());
  assert.equal(response.status, 200);
  assert.equal(await response.text(), '');
});

test('the address is confirmed', { skip }, async () => {
  const response = await send('/slack/events', JSON.stringify({ type: 'url_verification', challenge: 'abc' }), { type: 'application/json' });
  assert.equal(JSON.parse(await response.text()).challenge, 'abc');
});

test('the certificate check is answered', { skip }, async () => {
  assert.equal((await send('/slack/commands', 'ssl_check=1&token=t')).status, 200);
});

for (const [what, forge] of [
  ['another secret', (body) => ({ signature: sign(now(), body, 'other'), genuine: false })],
  ['an old timestamp', () => ({ timestamp: now() - 301, genuine: false })],
  ['a timestamp that was changed after signing', (body) => ({ signature: sign(now() - 1, body), genuine: false })],
  ['no digits', () => ({ signature: 'v0=00', genuine: false })],
  ['nothing but zeros', () => ({ signature: `v0=${'0'.repeat(64)}`, genuine: false })],
  ['one digit less', (body) => ({ signature: sign(now(), body).slice(0, -1), genuine: false })],
  ['one digit more', (body) => ({ signature: `${sign(now(), body)}0`, genuine: false })],
  ['upper-case digits', (body) => ({ signature: `v0=${sign(now(), body).slice(3).toUpperCase()}`, genuine: false })],
  ['another version', (body) => ({ signature: `v1${sign(now(), body).slice(2)}`, genuine: false })],
  ['no version', (body) => ({ signature: sign(now(), body).slice(3), genuine: false })],
  ['another body', () => ({ signature: sign(now(), 'command=%2Fxopero&text=remove'), genuine: false })],
  ['the body without its escapes', (body) => ({ signature: sign(now(), decodeURIComponent(body)), genuine: false })],
  ['the body without its timestamp', (body) => ({ signature: `v0=${createHmac('sha256', secret).update(body).digest('hex')}`, genuine: false })],
]) {
  test(`what Bolt refuses is refused: ${what}`, { skip }, async () => {
    const body = command();
    const response = await send('/slack/commands', body, forge(body));
    assert.equal(response.status, 401);
    assert.equal(await response.text(), '');
  });
}

test('a timestamp from the future, which Bolt takes, is refused', { skip }, async () => {
  assert.equal((await send('/slack/commands', command(), { timestamp: now() + 400 })).status, 401);
});
