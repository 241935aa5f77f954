// Draws messages as Slack does, by a renderer that others wrote (slack-blocks-to-jsx). It knows every block that the bot sends but data_table,
// whose rows and columns are those of a table.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Message } from 'slack-blocks-to-jsx/dist/index.mjs';

const require = createRequire(import.meta.url);
const styles = readFileSync(join(dirname(require.resolve('slack-blocks-to-jsx')), 'style.css'), 'utf8');
const logo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#4538ca"/>'
  + '<path d="M18 8l8 3v6c0 5-3.4 8.6-8 11-4.600-2.400-8-6-8-11v-6zM14.500 18l2.600 2.600 4.600-4.800" fill="none" stroke="#fff" stroke-width="2"/></svg>')}`;

const known = block => (block.type === 'data_table' ? { type: 'table', rows: block.rows } : block);

/** The message as HTML. */
export function draw(blocks, name = 'XoperoBot') {
  return renderToStaticMarkup(createElement(Message, { blocks: blocks.map(known), name, logo, time: new Date(), theme: 'light' }));
}

/** A page with messages beside each other, or below each other where there is no room. */
export function page(...messages) {
  const columns = messages.map(html => `<div class="message">${html}</div>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${styles}
    body { margin: 0; padding: 16px; display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; background: #f8f8f8; font-family: Lato, "DejaVu Sans", "Noto Color Emoji", sans-serif; }
    .message { box-sizing: border-box; flex: 1 1 600px; max-width: 660px; min-width: 0; padding: 16px; background: #fff; border: 1px solid #ddd; border-radius: 8px; overflow-wrap: anywhere; }
    /* Slack gives every section of a rich text a line of its own. */
    .slack_blocks_to_jsx__rich_text_section_element { display: block !important; }
    blockquote { border-left: 4px solid #ddd; padding-left: 12px; }
  </style></head><body>${columns}</body></html>`;
}
