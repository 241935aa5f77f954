import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const startupMs = 60_000;

/**
 * Starts the built bot on a free port of 127.0.0.1, in a folder of its own, with these configuration keys
 * (`Slack__SigningSecret` and so on) and waits until it listens.
 * @returns {Promise<{url: string, log: () => string, stop: () => Promise<number|null>, kill: () => Promise<void>, folder: string}>}
 */
export async function startBot(keys = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'xoperobot-'));
  const bot = spawn('dotnet', [process.env.BOT_DLL], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ASPNETCORE_ENVIRONMENT: 'Development',
      ASPNETCORE_URLS: 'http://127.0.0.1:0',
      Database__ConnectionString: `Data Source=${join(folder, 'bot.db')}`,
      ...keys,
    },
  });
  let log = '';
  const ended = once(bot, 'exit').then(([code]) => code);
  const listening = new Promise(resolve => {
    for (const stream of [bot.stdout, bot.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        log += text;
        const found = /Now listening on: (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
        if (found) resolve(found[1]);
      });
    }
  });

  const end = async signal => {
    bot.kill(signal);
    const code = await ended;
    rmSync(folder, { recursive: true, force: true });
    return code;
  };

  let timer;
  const late = new Promise(resolve => { timer = setTimeout(resolve, startupMs); });
  const url = await Promise.race([listening, ended.then(() => undefined), late]);
  clearTimeout(timer);
  if (!url) {
    await end('SIGKILL');
    throw new Error(`The bot did not start:\n${log}`);
  }

  return { url, folder, log: () => log, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
