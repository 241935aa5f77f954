// The manifests against Slack's own schema. manifest.schema.json is schemas/manifest.schema.1.0.0.json of slackapi/manifest-schema; its
// licence is in manifest.schema.LICENSE.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url)));
const validate = new Ajv.default({ allErrors: true, strict: false, validateFormats: false }).compile(read('manifest.schema.json'));
const problems = (manifest) => (validate(manifest) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`));

for (const kind of ['http', 'socket']) {
  test(`the ${kind} manifest is one that Slack takes`, () => {
    assert.deepEqual(problems(read(`../../../manifest/slack/manifest.${kind}.json`)), []);
  });
}

test('a manifest with a misspelt member is refused', () => {
  const manifest = read('../../../manifest/slack/manifest.http.json');
  manifest.settings.socket_mod_enabled = true;
  assert.notDeepEqual(problems(manifest), []);
});

test('both manifests ask for the same permissions, each explained', () => {
  const scopes = ['http', 'socket'].map((kind) => read(`../../../manifest/slack/manifest.${kind}.json`).oauth_config.scopes.bot);
  const readme = readFileSync(new URL('../../../manifest/slack/README.md', import.meta.url), 'utf8');
  assert.deepEqual(scopes[0], scopes[1]);
  for (const scope of scopes[0]) {
    assert.ok(readme.includes(`| \`${scope}\` |`), scope);
  }
});
