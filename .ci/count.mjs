// Adds up test results: node count.mjs FOLDER [SUITE=EXIT-CODE ...]. Reads every .trx and .xml (JUnit) file there,
// prints what failed and ends with "N passed, N failed". A skipped test, a suite that ended badly without
// saying why, and a suite without results are failures.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const longestMessage = 1200;
const [folder, ...suites] = process.argv.slice(2);
const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const plain = xml => xml.replace(/<!\[CDATA\[|\]\]>/g, '')
  .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    name ? entities[name] ?? whole : String.fromCodePoint(parseInt(hex ?? decimal, hex ? 16 : 10)));
const attribute = (tag, name) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
const attributes = '((?:\\s+[\\w:.-]+="[^"]*")*)\\s*';
const elements = (xml, name) => [...xml.matchAll(new RegExp(`<${name}${attributes}(?:/>|>([^]*?)</${name}>)`, 'g'))];

const trx = xml => elements(xml, 'UnitTestResult').map(([, tag, body = '']) => ({
  name: attribute(tag, 'testName'),
  passed: attribute(tag, 'outcome') === 'Passed',
  message: attribute(tag, 'outcome') === 'Failed' ? plain(/<Message>([^]*?)<\/Message>/.exec(body)?.[1] ?? '') : `outcome ${attribute(tag, 'outcome')}`,
}));

/** What went wrong beside the tests: a fixture that could not be put away, a process that crashed. */
const troubles = xml => elements(xml, 'RunInfo')
  .filter(([, tag]) => attribute(tag, 'outcome') === 'Error')
  .map(([, , body = '']) => plain(/<Text>([^]*?)<\/Text>/.exec(body)?.[1] ?? ''));

const junit = xml => elements(xml, 'testcase').map(([, tag, body = '']) => {
  const name = attribute(tag, 'name');
  const empty = name.endsWith('.test.mjs'); // node reports a file by its name when no test in it ran to its end
  const kind = /<(failure|error|skipped)\b/.exec(body)?.[1];
  return {
    name,
    passed: !kind && !empty,
    message: kind === 'skipped' ? kind : attribute(body, 'message') || 'holds no test',
  };
});

const readers = { dotnet: ['.trx', trx, troubles], node: ['.xml', junit, () => []] };
let passed = 0;
let failed = 0;
const fail = (name, message) => {
  failed++;
  console.log(`FAILED ${name}\n    ${message.trim().slice(0, longestMessage).replaceAll('\n', '\n    ')}`);
};

for (const [suite, exit] of suites.map(text => text.split('='))) {
  const [extension, read, readTroubles] = readers[suite];
  const names = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith(extension)) : [];
  const files = names.map(name => readFileSync(join(folder, name), 'utf8'));
  const results = files.flatMap(read);
  const bad = results.filter(result => !result.passed);
  passed += results.length - bad.length;
  bad.forEach(result => fail(result.name, result.message));
  if (results.length === 0) {
    fail(`${suite} tests`, `no results, exit code ${exit}`);
  } else if (exit !== '0' && bad.length === 0) {
    fail(`${suite} tests`, [`ended with exit code ${exit} though no test failed`, ...files.flatMap(readTroubles)].join('\n'));
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
