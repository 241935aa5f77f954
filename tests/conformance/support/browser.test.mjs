import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { openBrowser } from './browser.mjs';

test('A page of this machine is shown and one of elsewhere is not asked for', async t => {
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html')
    .end('<h1>Here</h1><img src="http://elsewhere.example/x.png">')).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const browser = await openBrowser();
  t.after(() => browser.close());

  await browser.page.goto(`http://127.0.0.1:${server.address().port}/`);

  assert.equal(await browser.page.textContent('h1'), 'Here');
  assert.deepEqual(browser.blocked, ['http://elsewhere.example/x.png']);
});
