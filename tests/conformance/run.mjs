// Runs every conformance test; what came out also goes to results.xml (or the file named first) for whoever counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const results = resolve(process.argv[2] ?? join(here, 'TestResults', 'results.xml'));
const bot = process.env.BOT_DLL || resolve(here, '../../src/XoperoBot.Host/bin/Release/net10.0/XoperoBot.Host.dll');

if (!existsSync(bot)) {
  console.error(`The built bot is missing: ${bot}. Build it (dotnet build -c Release) or name it in BOT_DLL.`);
  process.exit(2);
}

const folders = ['support', 'slack', 'teams'].filter(folder => existsSync(join(here, folder)));
const files = folders.flatMap(folder =>
  readdirSync(join(here, folder)).filter(file => file.endsWith('.test.mjs')).sort().map(file => join(folder, file)));

mkdirSync(dirname(results), { recursive: true });
const { status, error } = spawnSync(process.execPath, [
  '--test', '--test-concurrency=2', '--test-timeout=180000',
  '--test-reporter=spec', '--test-reporter-destination=stdout',
  '--test-reporter=junit', `--test-reporter-destination=${results}`,
  ...files,
], { cwd: here, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, BOT_DLL: bot } });

if (error) {
  console.error(error.message);
}
process.exit(status ?? 1);
