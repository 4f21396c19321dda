import { readdirSync, readFileSync } from 'node:fs';

// A tag of an action can be moved to other code; a commit cannot.
const folder = '.github/workflows';

describe.each(readdirSync(folder))('%s', (name) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8');

  test('names each action by its commit, with the version beside it', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.filter((line) => !/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(uses.length).toBeGreaterThan(0);
  });

  test('gives the least rights, limits the time, and takes turns', () => {
    expect(text).toContain('\npermissions:\n  contents: read\n');
    expect(text).toContain('\nconcurrency:\n');
    expect(text.match(/timeout-minutes: \d+/g)).toHaveLength(text.match(/runs-on: /g)?.length ?? 0);
  });
});
