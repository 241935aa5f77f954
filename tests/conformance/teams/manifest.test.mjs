// The app manifest, judged by Microsoft's own schema and validator, without a network.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { AppManifestUtils } = require('@microsoft/app-manifest');
const folder = process.env.TEAMS_MANIFEST ?? join(dirname(fileURLToPath(import.meta.url)), '../../../manifest/teams');
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
const schemas = join(dirname(require.resolve('@microsoft/app-manifest/package.json')), 'build/json-schemas/teams');
const schema = JSON.parse(readFileSync(join(schemas, `v${manifest.manifestVersion}`, 'MicrosoftTeams.schema.json'), 'utf8'));

test('it is of the newest version that the validator knows', () => {
  const newest = readdirSync(schemas).map(name => name.match(/^v1\.(\d+)$/)?.[1]).filter(Boolean).map(Number).sort((a, b) => b - a)[0];
  assert.equal(manifest.manifestVersion, `1.${newest}`);
});

test('it is valid', async () => assert.deepEqual(await AppManifestUtils.validateAgainstSchema(manifest, schema), []));

test('a fault in it would be found', async () => {
  const spoilt = structuredClone(manifest);
  spoilt.bots[0].scopes.push('everywhere');
  assert.notDeepEqual(await AppManifestUtils.validateAgainstSchema(spoilt, schema), []);
});

test('the icons have the sizes that Teams asks for', () => {
  const size = name => { const bytes = readFileSync(join(folder, name)); return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]; };
  assert.deepEqual(size(manifest.icons.color), [192, 192]);
  assert.deepEqual(size(manifest.icons.outline), [32, 32]);
});

test('every permission has a sentence that says why', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const asked = [
    ...manifest.bots.flatMap(bot => bot.scopes), ...manifest.permissions,
    ...manifest.authorization.permissions.resourceSpecific.map(permission => permission.name)];
  for (const name of asked) assert.ok(readme.includes(`\`${name}\``), name);
});

test('the package is made for one application', () => {
  const out = join(mkdtempSync(join(tmpdir(), 'teams-app-')), 'app.zip');
  const id = '12345678-1234-1234-1234-123456789abc';
  execFileSync(join(folder, 'pack.sh'), [id, out]);
  const packed = JSON.parse(execFileSync('unzip', ['-p', out, 'manifest.json'], { encoding: 'utf8' }));
  assert.deepEqual([packed.id, packed.bots[0].botId], [id, id]);
  assert.throws(() => execFileSync(join(folder, 'pack.sh'), ['not-an-id'], { stdio: 'ignore' }));
});
