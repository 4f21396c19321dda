// Go tools at fixed versions, built once into .data/tools. They stay out of go.mod because their own dependencies are many.
import { existsSync, mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const versions = {
  'golangci-lint': ['github.com/golangci/golangci-lint/v2/cmd/golangci-lint', 'v2.15.0'],
  benchstat: ['golang.org/x/perf/cmd/benchstat', 'v0.0.0-20260908200009-22c9c6c9d4da'],
};

export function tool(name) {
  const [path, version] = versions[name];
  const folder = resolve('.data/tools', `${name}-${version}`);
  const binary = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  if (!existsSync(binary)) {
    console.log(`building ${name} ${version} (once; a few minutes)`);
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('go', ['install', `${path}@${version}`], {
      stdio: 'inherit',
      env: { ...process.env, GOBIN: folder, GOFLAGS: '' },
    });
    if (status !== 0) {
      console.error(`${name} could not be built: it needs Go and the Go module proxy.`);
      process.exit(1);
    }
  }
  return binary;
}
