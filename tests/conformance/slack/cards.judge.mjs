// Every message and view that the bot makes, type-checked against Slack's own types. CARDS_DIR holds slack-*.json: an array of blocks, or
// a view. Types carry no lengths; the limits are checked where the cards are made.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const require = createRequire(import.meta.url);
const modules = join(dirname(require.resolve('@slack/types/package.json')), '..', '..');
const work = mkdtempSync(join(tmpdir(), 'slack-cards-'));
after(() => rmSync(work, { recursive: true }));
symlinkSync(modules, join(work, 'node_modules'));

const typeOf = (json) =>
  Array.isArray(json) ? 'KnownBlock[]' : `(${json.type === 'home' ? 'HomeView' : 'ModalView'} & { blocks: KnownBlock[] })`;

/** Compiles all files at once; returns what the compiler says. */
function check(cards) {
  const files = Object.entries(cards).map(([name, json]) => {
    writeFileSync(
      join(work, `${name}.ts`),
      `import type { HomeView, KnownBlock, ModalView } from '@slack/types';\nexport const x: ${typeOf(json)} = ${JSON.stringify(json)};\n`,
    );
    return `${name}.ts`;
  });
  writeFileSync(
    join(work, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', types: [],
        noUnusedLocals: false,
      },
      files,
    }),
  );
  const compiler = join(modules, 'typescript', 'bin', 'tsc');
  try {
    execFileSync(process.execPath, [compiler, '-p', join(work, 'tsconfig.json')], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return `${error.stdout}${error.stderr}`;
  }
}

const directory = process.env.CARDS_DIR;
const names = directory ? readdirSync(directory).filter((name) => /^slack-.*\.json$/.test(name)) : [];

test('the compiler notices what Slack does not know', () => {
  const wrong = check({ wrong: [{ type: 'section', text: { type: 'plain_text', text: 'x' }, colour: 'red' }] });
  assert.match(wrong, /colour/);
});

test(`every card is one that Slack's types allow (${names.length})`, { skip: directory ? false : 'CARDS_DIR is not set' }, () => {
  assert.ok(names.length > 0, 'CARDS_DIR holds no slack-*.json');
  const cards = Object.fromEntries(names.map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(join(directory, name), 'utf8'))]));
  assert.equal(check(cards), '');
});
