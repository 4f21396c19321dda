// Installs the npm packages when they are missing or older than the lock file.
import { existsSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

const marker = 'node_modules/.package-lock.json';

export function installIfNeeded() {
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync('package-lock.json').mtimeMs) {
    return;
  }
  console.log('== Installing npm packages');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { stdio: 'inherit' });
  if (status !== 0) {
    console.error('npm ci failed: see the lines above. It needs the npm registry and Node 20 or newer.');
    process.exit(1);
  }
}
