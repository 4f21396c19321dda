// A Grafana with the demo company for the time of a script: the running one of GRAFANA_URL, or one of its own from
// GRAFANA_HOME, with a database of its own, that ends with the script.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const start = 'node scripts/demo.mjs';

/** Whether there is a Grafana to be had, and if not, what to do about it. */
export const wanted = Boolean(process.env.GRAFANA_URL || process.env.GRAFANA_HOME);
export const howToGetOne =
  'set GRAFANA_HOME to the folder of an installed Grafana, or GRAFANA_URL to a running one that shows the demo';

/**
 * Runs a function with the address of Grafana and, where it is known, the password of the data source's database user.
 * Whatever happens, what was started is stopped.
 */
export async function withGrafana(run) {
  if (process.env.GRAFANA_URL) {
    return run({ url: process.env.GRAFANA_URL.replace(/\/$/, ''), password: process.env.OKR_DB_PASSWORD });
  }
  const dir = mkdtempSync(join(tmpdir(), 'okr-demo-'));
  const password = 'known-to-the-test';
  const demo = startDemo(dir, { ...process.env, OKR_DB_PASSWORD: password });
  try {
    return await run({ url: await demo.url, password });
  } finally {
    await demo.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Starts the demo with everything it writes in a folder. */
function startDemo(dir, env) {
  const [command, ...args] = start.split(' ');
  const child = spawn(command, [...args, '--dir', resolve(dir)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('exit', done));
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await stop();
      process.exit(1);
    });
  }
  const url = new Promise((found, failed) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const [, address] = /^Grafana:\s+(https?:\/\/[^/\s]+)/m.exec(said) ?? [];
      if (address) {
        found(address);
      }
    });
    child.on('error', failed);
    ended.then((code) => failed(new Error(`The demo ended with ${code} before Grafana ran:\n${said}`)));
  });
  return { url, stop };
}
