import { readFileSync } from 'node:fs';
import { names } from '../pages';
import { golden } from '../testing/golden';
import { entryKinds, formats, lookups, queryTypes } from '../types';
import { english } from './english';
import { files, outdated } from './files';
import { japanese } from './japanese';
import { transposedColumns } from './metric';

interface Target {
  queryType: string;
  format?: string;
  kinds?: string[];
  open?: boolean;
  roles?: string[];
  limit?: number;
  locale: string;
}

interface Panel {
  id: number;
  type: string;
  title?: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets: Target[];
  datasource: { uid: string };
  fieldConfig?: {
    defaults: { thresholds?: { steps: unknown[] }; color?: unknown; noValue?: string };
    overrides: Array<{
      matcher: { id: string; options: string | { names: string[] } };
      properties: Array<{ id: string; value: unknown }>;
    }>;
  };
  transformations?: Array<{
    id: string;
    options: { filters?: Array<{ fieldName: string }> };
  }>;
}

interface Dashboard {
  uid: string;
  title: string;
  description: string;
  time: { from: string; to: string };
  tags: string[];
  links: Array<{ title: string; type: string; url?: string; tags?: string[]; keepTime: boolean; includeVars: boolean }>;
  panels: Panel[];
  templating: { list: Array<{ name: string; label?: string; type: string; hide?: number; query?: unknown }> };
  annotations: { list?: Array<{ name: string; target: Target }> };
}

const overridesOf = ({ fieldConfig }: Panel) => fieldConfig?.overrides ?? [];

type Entry = readonly [path: string, dashboard: Dashboard, text: string];

const dashboards: Entry[] = Object.entries(files()).map(([path, text]) => [path, JSON.parse(text) as Dashboard, text]);
const byUid = new Map(dashboards.map(([, dashboard]) => [dashboard.uid, dashboard]));
const languageOf = (path: string) => (path.endsWith('-ja.json') ? 'ja' : 'en');

const goldenFrames = golden();

/** Addresses of dashboards in a text. */
const addresses = (text: string) => [...text.matchAll(/\/d\/([\w-]+)/g)].map((match) => match[1]);

describe('the provisioned dashboards', () => {
  it('are what the code says (run `npm run dashboards` after a change)', () => {
    expect(outdated()).toEqual([]);
  });

  it('are eleven pages in two languages, each at its own address', () => {
    expect(dashboards).toHaveLength(22);
    expect(byUid.size).toBe(22);
    for (const name of Object.values(names).flat()) {
      expect([...byUid.keys()]).toEqual(expect.arrayContaining([`okrkpi-${name}`, `okrkpi-${name}-ja`]));
    }
  });

  it.each(dashboards)('%s is named after its address', (path, { uid }) => {
    expect(path.split('/')[1]).toBe(`${uid}.json`);
  });

  it.each(dashboards)('%s covers the last quarter of a year', (_, { time }) => {
    expect(time).toEqual({ from: 'now-13w/w', to: 'now' });
  });

  it.each(dashboards)('%s has the tags of its folder and language', (path, { tags }) => {
    expect(tags).toEqual(['okrkpi', path.split('/')[0], languageOf(path)]);
  });

  it.each(dashboards)('%s keeps time and choices on the way to others', (path, { links, uid }) => {
    for (const link of links) {
      expect(link).toMatchObject({ keepTime: true, includeVars: true });
    }
    const languages = links.map(({ url, tags }) => (url ? languageOf(`${url}.json`) : tags?.at(-1)));
    const other = languageOf(path) === 'en' ? 'ja' : 'en';
    expect(languages.filter((language) => language === other)).toHaveLength(1);
    expect(links.at(-1)?.url).toBe(`/d/${other === 'ja' ? `${uid}-ja` : uid.replace(/-ja$/, '')}`);
  });

  it.each(dashboards)('%s leads only to dashboards that there are, in its own language', (path, { links }, text) => {
    const translation = links.at(-1)?.url?.replace('/d/', '');
    for (const uid of addresses(text)) {
      expect([...byUid.keys()]).toContain(uid);
      if (uid !== translation) {
        expect(languageOf(`${uid}.json`)).toBe(languageOf(path));
      }
    }
  });

  it.each(dashboards)('%s keeps time, source and choices when a number is clicked', (_, { panels }) => {
    const links = panels
      .flatMap((panel) => overridesOf(panel).flatMap(({ properties }) => properties))
      .filter(({ id }) => id === 'links')
      .flatMap(({ value }) => value as Array<{ url: string }>);
    for (const { url } of links) {
      for (const kept of ['${__url_time_range}', '${datasource:queryparam}', 'team', 'objective', 'metric']) {
        expect(url).toContain(kept);
      }
    }
  });

  it.each(dashboards)('%s asks each panel at most one query, in its language', (path, { panels, annotations }) => {
    const targets = panels.flatMap((panel) => {
      expect(panel.targets).toHaveLength(1);
      expect(panel.datasource.uid).toBe('${datasource}');
      return panel.targets;
    });
    for (const target of [...targets, ...(annotations.list ?? []).map((annotation) => annotation.target)]) {
      expect(queryTypes).toContain(target.queryType);
      expect(target.locale).toBe(languageOf(path));
      expect([undefined, ...formats]).toContain(target.format);
      expect(entryKinds).toEqual(expect.arrayContaining(target.kinds ?? []));
    }
  });

  it.each(dashboards)('%s uses only variables that it has', (_, { templating }, text) => {
    const own = templating.list.map(({ name }) => name);
    const used = [...text.matchAll(/\$\{?(\w+)/g)].map((match) => match[1]).filter((name) => !name.startsWith('__'));
    expect(used.filter((name) => !own.includes(name))).toEqual([]);
    for (const { query } of templating.list.filter(({ type }) => type === 'query')) {
      expect(lookups).toContain((query as { lookup: string }).lookup);
    }
  });

  it.each(dashboards)('%s names only columns that the back end has', (_, { panels }) => {
    const known: string[] = goldenFrames.flatMap(({ fields }) => fields.map(({ name }) => name));
    // Made by a panel itself, by turning columns into rows.
    known.push(...transposedColumns);
    const named = panels.flatMap((panel) =>
      overridesOf(panel)
        .filter(({ matcher }) => matcher.id === 'byName' || matcher.id === 'byNames')
        .flatMap(({ matcher: { options } }) => (typeof options === 'string' ? [options] : options.names))
    );
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(dashboards)('%s filters rows by columns that are named alike in every language', (_, { panels }) => {
    const filters = panels
      .flatMap(({ transformations }) => transformations ?? [])
      .flatMap(({ options }) => options.filters ?? []);
    for (const { fieldName } of filters) {
      const columns = goldenFrames.flatMap(({ fields }) => fields.filter(({ name }) => name === fieldName));
      // In English and in Japanese.
      expect(columns.length).toBeGreaterThanOrEqual(2);
      expect(columns.filter(({ title }) => title)).toEqual([]);
    }
  });

  it.each(dashboards)('%s leaves colours and limits to the data', (_, { panels }) => {
    for (const panel of panels) {
      // Grey, for a tile without an answer: Grafana's own base colour is green.
      expect([undefined, [{ value: null, color: '#6e6e6e' }]]).toContainEqual(
        panel.fieldConfig?.defaults.thresholds?.steps
      );
      const judged = overridesOf(panel).flatMap(({ properties }) => properties.map(({ id }) => id));
      expect(judged).not.toContain('thresholds');
    }
    const tiles = panels.filter(({ type }) => type === 'stat');
    expect(tiles.every(({ fieldConfig }) => fieldConfig?.defaults.thresholds)).toBe(true);
  });

  it.each(dashboards)('%s says in words that there is nothing to show', (_, { panels }) => {
    const silent = panels.filter(({ type, fieldConfig }) => type !== 'nodeGraph' && !fieldConfig?.defaults.noValue);
    expect(silent).toEqual([]);
  });

  it.each(dashboards)('%s has no overlapping panels and no gaps between them', (_, { panels }) => {
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
    const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(taken.size).toBe(24 * height);
  });

  it.each(dashboards.filter(([path]) => /sheet|review/.test(path)))(
    '%s shows only bets, blockers and experiments that go on',
    (_, { panels }) => {
      const journal = panels.flatMap(({ targets }) => targets).filter(({ queryType }) => queryType === 'journal');
      const lasting = journal.filter(({ kinds }) =>
        kinds?.some((kind) => ['bet', 'blocker', 'experiment'].includes(kind))
      );
      expect(lasting).toHaveLength(2);
      expect(lasting.every(({ open }) => open)).toBe(true);
      expect(journal.filter(({ open }) => open)).toEqual(lasting);
    }
  );

  it.each(dashboards.filter(([path]) => /team/.test(path)))(
    '%s leaves room for KPIs beside five key results, and for key results beside KPIs',
    (_, { panels }) => {
      const roles = panels.filter(({ type }) => type === 'stat').map(({ targets }) => targets[0].roles);
      expect(roles).toEqual([
        ['key_result'],
        ['kpi_main', 'kpi_monitoring'],
        ['key_result'],
        ['kpi_main', 'kpi_monitoring'],
      ]);
    }
  );

  it.each(dashboards.filter(([path]) => /overview|team/.test(path)))(
    '%s fits the screen of a laptop',
    (_, { panels }) => {
      // 768 pixels leave room for 16 rows below Grafana's own bars.
      expect(Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h))).toBeLessThanOrEqual(16);
    }
  );

  it('come with the plugin', () => {
    const { includes } = JSON.parse(readFileSync('plugin.json', 'utf8')) as {
      includes: Array<{ type: string; name: string; path: string }>;
    };
    expect(includes).toEqual(
      dashboards.map(([path, { title }]) => ({
        type: 'dashboard',
        name: title,
        path: `dashboards/${path.split('/')[1]}`,
      }))
    );
  });
});

describe('the dashboards in Japanese', () => {
  it.each(Object.values(names).flat())('%s has the same panels as in English', (name) => {
    const shape = (uid: string) =>
      byUid.get(uid)?.panels.map(({ type, gridPos, targets }) => ({
        type,
        gridPos,
        target: { ...targets[0], locale: undefined },
      }));
    expect(shape(`okrkpi-${name}-ja`)).toEqual(shape(`okrkpi-${name}`));
  });

  it('have every word, and none of them in English', () => {
    expect(Object.keys(japanese).sort()).toEqual(Object.keys(english).sort());
    const abbreviations = /OKR|KPI|KR|English|auto|day|week|month|quarter/g;
    const foreign = Object.values(japanese).filter((words) => /[A-Za-z]/.test(words.replace(abbreviations, '')));
    expect(foreign).toEqual([]);
  });
});
