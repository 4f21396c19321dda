import { readFileSync } from 'node:fs';
import { files, outdated } from './files';

interface Panel {
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: {
    defaults?: { thresholds?: { steps: unknown[] } };
    overrides: Array<{ matcher: { id: string; options: string | { names: string[] } } }>;
  };
}

interface Dashboard {
  uid: string;
  time: { from: string; to: string };
  tags: string[];
  links: Array<{ keepTime: boolean }>;
  panels: Panel[];
}

const dashboards = Object.entries(files()).map(([path, text]) => [path, JSON.parse(text) as Dashboard] as const);

describe('the provisioned dashboards', () => {
  it('are what the code says (run `npm run dashboards` after a change)', () => {
    expect(outdated()).toEqual([]);
  });

  it.each(dashboards)(
    '%s covers the last quarter of a year and keeps the time on the way to others',
    (_, dashboard) => {
      expect(dashboard.time).toEqual({ from: 'now-13w/w', to: 'now' });
      expect(dashboard.links.every(({ keepTime }) => keepTime)).toBe(true);
      expect(dashboard.links).toHaveLength(2);
    }
  );

  it.each(dashboards)('%s has the tag of its folder', (path, dashboard) => {
    expect(dashboard.tags).toEqual(['okrkpi', path.split('/')[0]]);
  });

  it.each(dashboards)('%s names only columns that the back end has', (_, { panels }) => {
    const source = readFileSync('pkg/frame/table.go', 'utf8') + readFileSync('pkg/frame/definitions.go', 'utf8');
    const known = ['What', ...[...source.matchAll(/"(\w+)"/g)].map((match) => match[1])];
    const tables = panels.filter(({ type }) => type === 'table');
    const named = tables.flatMap(
      ({ fieldConfig }) =>
        fieldConfig?.overrides.flatMap(({ matcher: { options } }) =>
          typeof options === 'string' ? [options] : options.names
        ) ?? []
    );
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(dashboards)('%s has no overlapping panels', (_, { panels }) => {
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(x).toBeLessThan(24);
          expect(taken).not.toContain(`${x},${y}`);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  it('lets the overview fit one screen', () => {
    const overview = dashboards.find(([path]) => path.startsWith('view/'))?.[1];
    const rows = Math.max(...(overview?.panels ?? []).map(({ gridPos }) => gridPos.y + gridPos.h));
    // A full HD screen has room for 22 rows below the bars of the browser and of Grafana.
    expect(rows).toBeLessThanOrEqual(22);
  });

  it('never shows a missing answer in a colour that judges', () => {
    const tiles = dashboards.flatMap(([, { panels }]) => panels).filter(({ type }) => type === 'stat');
    expect(tiles.length).toBeGreaterThan(0);
    for (const { fieldConfig } of tiles) {
      expect(fieldConfig?.defaults?.thresholds?.steps).toEqual([{ value: null, color: '#8e8e8e' }]);
    }
  });

  it('keeps the address to which the numbers link', () => {
    const source = readFileSync('pkg/frame/link.go', 'utf8');
    const uid = /DrillDownUID = "(.+)"/.exec(source)?.[1];
    expect(dashboards.map(([, dashboard]) => dashboard.uid)).toContain(uid);
  });
});
