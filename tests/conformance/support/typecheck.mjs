import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = join(dirname(fileURLToPath(import.meta.url)), '..');
const compiler = join(packages, 'node_modules', 'typescript', 'bin', 'tsc');

/**
 * Lets the TypeScript compiler compare values with a type of a channel's own library: unknown properties and wrong
 * words are errors. All values go through one compiler run.
 * @param {string} imports for instance `import type { KnownBlock } from '@slack/types'`
 * @param {string} type for instance `KnownBlock[]`
 * @param {Record<string, unknown>} values by the name that a complaint shall show
 * @returns {string[]} complaints; none when everything fits
 */
export function typeCheck(imports, type, values) {
  // Inside this package, because that is where the compiler looks for the libraries.
  const folder = mkdtempSync(join(packages, 'node_modules', '.typecheck-'));
  try {
    const names = Object.keys(values);
    names.forEach((name, at) =>
      writeFileSync(join(folder, `${at}.ts`), `${imports};\nexport const value: ${type} = ${JSON.stringify(values[name], null, 2)};\n`));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', types: [] },
      files: names.map((_, at) => `${at}.ts`),
    }));
    const { stdout, status, error } = spawnSync(process.execPath, [compiler, '--pretty', 'false', '-p', folder], { encoding: 'utf8', cwd: folder });
    if (error) throw error;
    const complaints = stdout.split('\n').filter(line => line.trim() !== '');
    if (status !== 0 && complaints.length === 0) throw new Error(`tsc ended with ${status}`);
    return complaints.map(line => line.replace(/^(\d+)\.ts/, (_, at) => names[at]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
