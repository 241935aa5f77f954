import { chromium } from 'playwright-core';

/**
 * Opens the system's Chromium, which may talk to this machine only.
 * @returns {Promise<{page: import('playwright-core').Page, blocked: string[], errors: string[], close: () => Promise<void>}>}
 *   blocked: addresses elsewhere that the page asked for; errors: what the page threw or logged as an error
 */
export async function openBrowser(options = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  const blocked = [];
  const errors = [];
  await context.route(
    address => address.protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(address.hostname),
    route => { blocked.push(route.request().url()); return route.abort(); });
  const page = await context.newPage();
  page.on('pageerror', error => errors.push(String(error)));
  page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
  return { page, blocked, errors, close: () => browser.close() };
}
