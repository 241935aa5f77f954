// Every card that the bot draws, judged by the public renderer: CARDS_DIR holds teams-*.json; PICTURES_DIR, where it is set, takes pictures.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { open } from './browser.mjs';

const require = createRequire(import.meta.url);
const library = require.resolve('adaptivecards/dist/adaptivecards.js');
const AdaptiveCards = require(library);
const directory = process.env.CARDS_DIR;
const pictures = process.env.PICTURES_DIR;
const largest = 28 * 1024;

/** Teams looks choices up while a person types in cards of version 1.5 too; elsewhere that came with 1.6. */
const liveLookup = /^Property "choices\.data" is supported in version 1\.6/;

/** Teams draws charts; the public renderer does not know them and must be content with their fallback. */
const teamsOnly = /^Chart\./;

const files = directory ? readdirSync(directory).filter(name => /^teams-.*\.json$/.test(name)).sort() : [];
let session;

before(async () => {
  if (files.length === 0) return;
  if (pictures) mkdirSync(pictures, { recursive: true });
  session = await open({ width: 760, height: 1200 });
  await session.page.setContent('<html><body style="font-family:DejaVu Sans,Noto Color Emoji,sans-serif;margin:16px"><div id="card" style="border:1px solid #ccc"></div></body></html>');
  await session.page.addScriptTag({ path: library });
});
after(() => session?.browser.close());

test('there are cards to judge', { skip: directory ? false : 'CARDS_DIR is not set' }, () => assert.ok(files.length > 0));

for (const file of files) {
  const text = readFileSync(join(directory, file), 'utf8');
  const card = JSON.parse(text);

  test(`${file} parses without an error or a warning`, () => {
    const version = new AdaptiveCards.Version(1, 5);
    const context = new AdaptiveCards.SerializationContext(version);
    const parsed = new AdaptiveCards.AdaptiveCard();
    parsed.hostConfig = new AdaptiveCards.HostConfig({ actions: { maxActions: 6 } });
    parsed.parse(card, context);
    const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index))
      .filter(event => !(event.event === AdaptiveCards.ValidationEvent.UnknownElementType && /Chart\./.test(event.message)))
      .map(event => event.message)
      .filter(message => !liveLookup.test(message));
    const faults = parsed.validateProperties().validationEvents.map(event => event.message);
    assert.deepEqual([...events, ...faults], []);
    assert.equal(card.version, '1.5');
    assert.ok(card.fallbackText && card.speak, 'a card says itself in one sentence');
    assert.equal(card.msteams?.width, 'Full');
    assert.ok(Buffer.byteLength(text) <= largest, `${Buffer.byteLength(text)} bytes`);
    everyChartHasAFallback(card);
  });

  test(`${file} is drawn`, async () => {
    const { page } = session;
    const failures = [];
    page.removeAllListeners('pageerror');
    page.on('pageerror', error => failures.push(String(error)));
    const markup = await page.evaluate(content => {
      const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
      const drawn = new AdaptiveCard();
      drawn.hostConfig = new HostConfig({ fontFamily: 'DejaVu Sans, Noto Color Emoji, sans-serif', actions: { maxActions: 6 } });
      drawn.parse(content);
      const element = drawn.render();
      document.getElementById('card').replaceChildren(element);
      return { text: element.innerText, links: [...element.querySelectorAll('a[href]')].length };
    }, card);
    if (pictures) await page.screenshot({ path: join(pictures, file.replace(/\.json$/, '.png')), fullPage: true });
    assert.ok(markup.text.trim().length > 0);
    assert.equal(markup.links, meantLinks(card), 'no text becomes a link by itself');
    assert.deepEqual(failures, []);
  });
}

/** Runs of text that the bot itself made links of. */
function meantLinks(node) {
  if (!node || typeof node !== 'object') return 0;
  const own = node.type === 'TextRun' && node.selectAction ? 1 : 0;
  return Object.values(node).reduce((sum, value) => sum + meantLinks(value), own);
}

function everyChartHasAFallback(node) {
  if (Array.isArray(node)) {
    node.forEach(everyChartHasAFallback);
  } else if (node && typeof node === 'object') {
    if (teamsOnly.test(node.type)) assert.ok(node.fallback, `${node.type} has a fallback`);
    Object.values(node).forEach(everyChartHasAFallback);
  }
}
