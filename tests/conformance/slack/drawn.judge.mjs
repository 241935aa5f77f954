// Every message and view that the bot makes, drawn by a public renderer: CARDS_DIR holds slack-*.json; PICTURES_DIR, where it is set, takes pictures.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser } from '../support/browser.mjs';
import { draw, page } from './draw.mjs';

const directory = process.env.CARDS_DIR;
const pictures = process.env.PICTURES_DIR;
const files = directory ? readdirSync(directory).filter(name => /^slack-.*\.json$/.test(name)).sort() : [];
const phone = 390;

/** The renderer reads markup in plain text too, which Slack does not; such names are judged by Slack's types and by our own tests. */
const markup = /[<>&*_~`[\]]/;
let browser;

before(async () => {
  if (files.length === 0) return;
  if (pictures) mkdirSync(pictures, { recursive: true });
  browser = await openBrowser({ viewport: { width: phone, height: 800 } });
});
after(() => browser?.close());

test('there are messages to judge', { skip: directory ? false : 'CARDS_DIR is not set' }, () => assert.ok(files.length > 0));

for (const file of files) {
  const json = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const blocks = Array.isArray(json) ? json : json.blocks;

  test(`${file} is drawn, every word of it`, async () => {
    await browser.page.setContent(page(draw(blocks)));
    const shown = flat(await browser.page.evaluate(() => document.body.textContent));
    assert.deepEqual(blocks.flatMap(words).filter(word => !markup.test(word) && !shown.includes(flat(word))), []);
    if (pictures && /-sent-/.test(file)) await browser.page.screenshot({ path: join(pictures, file.replace(/\.json$/, '.png')), fullPage: true });
    assert.deepEqual(browser.errors, []);
    assert.deepEqual(browser.blocked, []);
  });
}

/** Letters and digits: the renderer may draw emoji and spaces in its own way. */
function flat(text) {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Texts that are to be seen: those of the blocks themselves, their cells and their buttons. */
function words(block) {
  switch (block.type) {
    case 'header': case 'section': return [block.text.text, ...(block.accessory ? [block.accessory.text.text] : [])];
    case 'context': return block.elements.map(element => element.text);
    case 'actions': return block.elements.map(element => element.text.text);
    case 'input': return [block.label.text];
    case 'table': case 'data_table': return block.rows.flat().flatMap(cell => (cell.type === 'raw_text' ? [cell.text] : cell.elements.flatMap(runs)));
    case 'rich_text': return block.elements.flatMap(runs);
    default: return [];
  }
}

function runs(part) {
  return part.elements.filter(run => run.type !== 'date').map(run => run.text);
}
