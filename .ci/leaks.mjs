// Looks for the secrets that the tests use in everything a run leaves behind, its own output included:
// node leaks.mjs FOLDER RESULTS.xml. A secret is what the test settings say; one that is no longer found there is a failure too,
// so that this list cannot go stale. Results are written like those of the other tests (JUnit); exit code 1 when something leaked.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const tests = 'tests/XoperoBot.Tests';
const shortest = 8;

const settings = [
  ['signing secret of Slack', `${tests}/Channels/Slack/SlackApp.cs`, /const string Secret = "([^"]+)"/],
  ['bot token of Slack', `${tests}/Stories/SlackDriver.cs`, /"Slack:BotToken", "([^"]+)"/],
  ['client secret of Teams', `${tests}/Fakes/FakeBotFramework.cs`, /const string ClientSecret = "([^"]+)"/],
  ['password of the Management Service', `${tests}/Xopero/Client.cs`, /:Password"\] = "([^"]+)"/],
  ['password of the simulated Management Service', 'src/XoperoBot.Simulator/SimulatorOptions.cs', /Demo { get; } = .*Password = "([^"]+)"/],
  ['password that no message may repeat', `${tests}/Xopero/ConfigurationTests.cs`, /"Xopero:Servers:0:Password"\] = "([^"]+)"/],
];

const [folder, results] = process.argv.slice(2);
const walk = path => statSync(path).isDirectory() ? readdirSync(path).flatMap(name => walk(join(path, name))) : [path];
const files = walk(folder).map(path => [path, readFileSync(path)]);

/** What stands in the way of saying that this secret is nowhere; null when nothing. */
function fault(source, pattern) {
  const secret = pattern.exec(readFileSync(join(root, source), 'utf8'))?.[1];
  if (!secret) return `${source} does not hold it any more: correct .ci/leaks.mjs`;
  if (secret.length < shortest) return `in ${source} it is too short to be looked for`;
  const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)];
  const leaked = files.filter(([, content]) => forms.some(form => content.includes(form))).map(([path]) => path);
  return leaked.length > 0 ? `found in ${leaked.join(', ')}` : null;
}

const cases = settings.map(([name, source, pattern]) => ({ name: `the ${name} is nowhere in ${files.length} files`, fault: fault(source, pattern) }));
const escape = text => text.replace(/[<>&"]/g, character => `&#${character.charCodeAt(0)};`);
writeFileSync(results, `<testsuite>\n${cases.map(({ name, fault }) =>
  `<testcase name="${escape(name)}">${fault ? `<failure message="${escape(fault)}"/>` : ''}</testcase>`).join('\n')}\n</testsuite>\n`);
cases.forEach(({ name, fault }) => console.log(fault ? `LEAK ${name}: ${fault}` : `ok   ${name}`));
process.exit(cases.some(({ fault }) => fault) ? 1 : 0);
