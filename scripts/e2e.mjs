// npm run e2e [-- arguments of playwright test]: tries the plugin in a real Grafana, in a browser. Pictures and traces of what
// failed are kept in .data/e2e.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from './lib/install.mjs';
import { howToGetOne, wanted, withGrafana } from './lib/grafana.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

if (!wanted) {
  console.log(`Skipped: the tests in a real Grafana. To run them, ${howToGetOne}.`);
  process.exit(0);
}
installIfNeeded();

// The folder of everything that the tests write.
const folder = resolve('.data/e2e');
mkdirSync(folder, { recursive: true });

process.exitCode = await withGrafana(
  ({ url, password }) =>
    new Promise((done) => {
      const args = [resolve('node_modules/@playwright/test/cli.js'), 'test'];
      const config = ['--config', resolve('.config/playwright/playwright.config.ts')];
      const env = { ...process.env, GRAFANA_URL: url, ...(password && { OKR_DB_PASSWORD: password }) };
      spawn(process.execPath, [...args, ...config, ...process.argv.slice(2)], {
        cwd: folder,
        env,
        stdio: 'inherit',
      }).on('exit', (code) => done(code ?? 1));
    })
);
