import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(dirname(fileURLToPath(import.meta.url)), '../../../.ci/count.mjs');
const good = '<testcase name="is a &lt;x> test" time="1"/>';
const result = (outcome, body = '') => `<UnitTestResult testName="A_test" outcome="${outcome}">${body}</UnitTestResult>`;

function count({ trx, xml }, ...suites) {
  const folder = mkdtempSync(join(tmpdir(), 'count-'));
  try {
    if (trx !== undefined) writeFileSync(join(folder, 'a.trx'), trx);
    if (xml !== undefined) writeFileSync(join(folder, 'b.xml'), xml);
    const { status, stdout } = spawnSync(process.execPath, [program, folder, ...suites], { encoding: 'utf8' });
    return { status, said: stdout, last: stdout.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('Both suites are added up', () => {
  const counted = count({ trx: '<UnitTestResult testName="A" outcome="Passed" />' + result('Passed'), xml: good }, 'dotnet=0', 'node=0');
  assert.deepEqual([counted.status, counted.last], [0, '3 passed, 0 failed']);
});

const failures = [
  ['a failed test, by name and message', { trx: result('Failed', '<Message>1 &lt; 2</Message>') }, 'dotnet=1', /^FAILED A_test\n {4}1 < 2$/m],
  ['a test that was left out', { trx: result('NotExecuted') }, 'dotnet=0', /outcome NotExecuted/],
  ['a suite that ended badly without saying why', { trx: result('Passed') }, 'dotnet=134', /exit code 134/],
  ['a suite whose fixture failed', { trx: result('Passed') + '<RunInfo computerName="c" outcome="Error" timestamp="t"><Text>[Cleanup Failure] 1 &lt; 2</Text></RunInfo>' }, 'dotnet=1', /^ {4}\[Cleanup Failure\] 1 < 2$/m],
  ['a suite without results', {}, 'node=0', /no results/],
  ['a failed conformance test', { xml: `${good}<testcase name="b"><failure type="t" message="1 == 2">\nstack</failure></testcase>` }, 'node=1', /^FAILED b\n {4}1 == 2$/m],
  ['a conformance test that was left out', { xml: '<testcase name="b"><skipped type="todo" message="true"/></testcase>' }, 'node=0', /skipped/],
  ['a conformance file without tests', { xml: '<testcase name="/x/empty.test.mjs" time="1"/>' }, 'node=0', /holds no test/],
];

for (const [what, files, suite, said] of failures) {
  test(`A failure is ${what}`, () => {
    const counted = count(files, suite);
    assert.equal(counted.status, 1);
    assert.match(counted.said, said);
    assert.match(counted.last, /^\d+ passed, 1 failed$/);
  });
}
