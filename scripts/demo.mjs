// npm run demo [-- arguments of okr demo]: builds what is missing or older than its sources, then runs `okr demo`, which
// brings up the demo company. Signals are passed on, so that Ctrl-C stops everything.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from './lib/install.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));

const exe = process.platform === 'win32' ? '.exe' : '';
const okr = join('bin', `okr${exe}`);

/** The newest change below some files and folders, in ms; 0 when there is none. Tests are no part of what is built. */
function newest(paths) {
  let time = 0;
  for (const path of paths.filter((p) => existsSync(p))) {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      const entries = readdirSync(path).filter(
        (name) => name !== 'testdata' && !/(_test\.go|\.test\.tsx?)$/.test(name)
      );
      time = Math.max(time, newest(entries.map((name) => join(path, name))));
    } else {
      time = Math.max(time, stat.mtimeMs);
    }
  }
  return time;
}

const oldest = (paths) => Math.min(...paths.map((p) => (existsSync(p) ? statSync(p).mtimeMs : 0)));

function build(what, outputs, inputs, [command, ...args]) {
  if (oldest(outputs) >= newest(inputs)) {
    return;
  }
  console.log(`== Building ${what}`);
  const started = Date.now();
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`Building ${what} failed: ${error ? error.message : 'see the lines above'}.`);
    process.exit(1);
  }
  // Builders do not write files that have not changed. The time marks them as up to date.
  for (const path of outputs.filter((p) => existsSync(p))) {
    utimesSync(path, started / 1000, started / 1000);
  }
  console.log(`== Built ${what} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function goTarget() {
  const { status, stdout } = spawnSync('go', ['env', 'GOOS', 'GOARCH'], { encoding: 'utf8' });
  if (status !== 0) {
    console.error('The demo needs Go 1.26 or newer on the PATH: see https://go.dev/dl/.');
    process.exit(1);
  }
  return stdout.trim().split(/\s+/).join('_');
}

const target = goTarget();
installIfNeeded();
build(
  "the plugin's front end",
  ['dist/module.js', 'dist/plugin.json'],
  ['src', '.config', 'plugin.json', 'package.json', 'README.md', 'CHANGELOG.md'],
  ['npm', 'run', '--silent', 'build']
);
build(
  "the plugin's back end and okr",
  [`dist/gpx_okrkpi_${target}${exe}`, okr],
  ['pkg', 'plugin.json', 'go.mod', 'go.sum', 'Magefile.go'],
  ['go', 'tool', 'mage', 'build']
);

const child = spawn(okr, ['demo', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
  console.error(`${okr}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
