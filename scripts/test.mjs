// Runs every check of the project: npm test [-- go|web]. The steps are targets of mage and npm scripts, which can be run alone. Each is
// named before it starts and timed after it ends; the first failure does not stop the others, so that one run tells everything.
import { spawnSync } from 'node:child_process';
import { installIfNeeded } from './lib/install.mjs';

const only = process.argv[2];
const mage = (target) => ['go', 'tool', 'mage', target];
const npm = (...args) => ['npm', 'run', '--silent', ...args];

const steps = [
  { part: 'go', name: 'Go: go.mod is tidy', run: mage('tidy') },
  { part: 'go', name: 'Go: vet', run: mage('vet') },
  { part: 'go', name: 'Go: lint and import boundaries', run: mage('lint') },
  {
    part: 'go',
    name: 'Go: tests with the race detector',
    run: mage('test'),
    // go test does not tell.
    skipped: () =>
      !process.env.GRAFANA_HOME &&
      'the delivery of alerts by a real Grafana (pkg/provision/e2e). To run it, set GRAFANA_HOME to an installed one.',
  },
  { part: 'web', name: 'TypeScript: types', run: npm('typecheck') },
  { part: 'web', name: 'TypeScript: lint and format', run: npm('lint') },
  { part: 'web', name: 'TypeScript: dashboards match their source', run: npm('dashboards', '--', '--check') },
  { part: 'web', name: 'TypeScript: tests', run: npm('test:ci') },
  { part: 'web', name: 'TypeScript: build', run: npm('build') },
  { part: 'web', name: 'In a real Grafana', run: npm('e2e') },
];

if (only && !['go', 'web'].includes(only)) {
  console.error(`unknown part "${only}": npm test, npm test -- go or npm test -- web`);
  process.exit(2);
}

installIfNeeded();
const failed = [];
for (const step of steps) {
  if (only && step.part !== only) {
    continue;
  }
  console.log(`\n== ${step.name}`);
  const started = Date.now();
  const [command, ...args] = step.run;
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) {
    console.error(`${command}: ${error.message}`);
  }
  if (status !== 0) {
    failed.push(step.name);
  }
  if (step.skipped?.()) {
    console.log(`Skipped: ${step.skipped()}`);
  }
  console.log(
    `== ${step.name}: ${status === 0 ? 'ok' : 'FAILED'} after ${((Date.now() - started) / 1000).toFixed(1)} s`
  );
}

if (failed.length > 0) {
  console.error(`\n${failed.length} of the checks failed:\n  ${failed.join('\n  ')}`);
  process.exit(1);
}
console.log('\nEvery check passed.');
