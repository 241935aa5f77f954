// Our Slack double judged by Slack's own clients: what they understand, the bot is tested against. SLACK_DOUBLE_URL: where it listens.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';

const url = process.env.SLACK_DOUBLE_URL;
const skip = url ? false : 'SLACK_DOUBLE_URL is not set';
const slackApiUrl = url && new URL('/api/', url).href;
const client = () => new WebClient('xoxb-1', { slackApiUrl, retryConfig: { retries: 0 } });
const view = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [{ type: 'divider' }] };

test('messages are posted, changed and removed', { skip }, async () => {
  const web = client();
  const posted = await web.chat.postMessage({ channel: 'C1', text: 'a & <b>', blocks: [{ type: 'divider' }] });
  assert.ok(posted.ok && posted.ts);
  assert.equal((await web.chat.update({ channel: 'C1', ts: posted.ts, text: 'b' })).ts, posted.ts);
  assert.ok((await web.chat.delete({ channel: 'C1', ts: posted.ts })).ok);
  await assert.rejects(web.chat.update({ channel: 'C1', ts: posted.ts, text: 'c' }), (error) => error.data.error === 'message_not_found');
  assert.ok((await web.chat.postEphemeral({ channel: 'C1', user: 'U1', text: 'e' })).message_ts);
});

test('views, people and conversations are answered', { skip }, async () => {
  const web = client();
  assert.ok((await web.views.open({ trigger_id: '1', view })).view.id);
  assert.ok((await web.views.update({ view_id: 'V1', view })).view.id);
  assert.ok((await web.views.publish({ user_id: 'U1', view: { type: 'home', blocks: [] } })).ok);
  assert.equal((await web.users.info({ user: 'U1' })).user.id, 'U1');
  assert.ok((await web.conversations.open({ users: 'U1' })).channel.id);
  assert.ok((await web.auth.test()).user_id);
});

test('a file is uploaded in the three steps of the official client', { skip }, async () => {
  assert.ok((await client().files.uploadV2({ channel_id: 'C1', filename: 'log.txt', content: 'hello', title: 'log' })).ok);
});

test('an unknown method is refused as Slack does', { skip }, async () => {
  await assert.rejects(client().apiCall('no.such'), (error) => error.data.error === 'unknown_method');
});

test('Socket Mode says hello to the official client', { skip }, async () => {
  const socket = new SocketModeClient({ appToken: 'xapp-1', clientOptions: { slackApiUrl } });
  const connected = once(socket, 'connected');
  await socket.start();
  await connected;
  await socket.disconnect();
});
