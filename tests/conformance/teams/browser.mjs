import { chromium } from 'playwright-core';

/** Debian's Chromium; nothing but this machine can be reached from it. */
export async function open(viewport = { width: 1400, height: 1000 }) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ viewport });
  await context.route(
    url => url.protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(url.hostname),
    route => route.abort());
  return { browser, page: await context.newPage() };
}
