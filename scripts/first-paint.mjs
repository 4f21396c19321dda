// npm run first-paint: how long the overview takes until its last tile is painted, against a dashboard of five Stat panels
// whose data Grafana makes up itself. Prints medians; asserts nothing, for times depend on the machine.
import { loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, request } from '@playwright/test';
import { chromium as installed } from './lib/chromium.mjs';
import { howToGetOne, wanted, withGrafana } from './lib/grafana.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));

const loads = 10;
const value = (id) => 770 + id;
const source = { type: 'grafana-testdata-datasource', uid: 'okrkpi-canned' };
const canned = {
  uid: 'okrkpi-canned',
  title: 'Five canned panels',
  time: { from: 'now-13w', to: 'now' },
  panels: [1, 2, 3, 4, 5].map((id) => ({
    id,
    type: 'stat',
    title: `Canned ${id}`,
    gridPos: { x: (id - 1) * 4, y: 0, w: 4, h: 7 },
    datasource: source,
    targets: [
      { refId: 'A', scenarioId: 'csv_metric_values', stringInput: `1,20,90,30,5,${value(id)}`, datasource: source },
    ],
  })),
};

const pages = {
  overview: {
    path: '/d/okrkpi-overview',
    texts: ['Weekly paid usage', 'Onboarding completion', 'Active on day 7', 'Paid conversion', 'Churn'],
  },
  'five canned panels': { path: `/d/${canned.uid}`, texts: canned.panels.map(({ id }) => String(value(id))) },
};

/** Milliseconds from the start of the navigation until all texts are there, painted with the next frame. */
async function load(page, { path, texts }) {
  await page.goto('about:blank');
  await page.goto(path, { waitUntil: 'commit' });
  const painted = await page.waitForFunction(
    (all) =>
      all.every((text) => document.querySelector('#pageContent')?.textContent.includes(text)) && performance.now(),
    texts,
    { polling: 'raf', timeout: 120_000 }
  );
  return painted.jsonValue();
}

const median = (times) => {
  const [low, high] = [(times.length - 1) >> 1, times.length >> 1].map((i) => [...times].sort((a, b) => a - b)[i]);
  return (low + high) / 2;
};

if (!wanted) {
  console.error(`There is nothing to measure: ${howToGetOne}.`);
  process.exit(1);
}
await withGrafana(async ({ url }) => {
  const browser = await chromium.launch(installed());
  const api = await request.newContext({ baseURL: url });
  await api.post('/login', { data: { user: 'admin', password: 'admin' } });
  try {
    await api.post('/api/datasources', { data: { ...source, name: 'Canned', access: 'proxy' } });
    await api.post('/api/dashboards/db', { data: { dashboard: canned, overwrite: true } });
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, baseURL: url });
    const page = await context.newPage();
    const times = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
    // In turns, so that whatever else the machine does slows both. The first of each fills the browser's cache.
    for (let i = 0; i <= loads; i++) {
      for (const [name, what] of Object.entries(pages)) {
        const time = await load(page, what);
        if (i > 0) {
          times[name].push(time);
        }
      }
    }
    for (const [name, all] of Object.entries(times)) {
      const spread = [Math.min(...all), Math.max(...all)].map(Math.round).join(' to ');
      console.log(`${name}: median ${Math.round(median(all))} ms of ${loads} loads (${spread})`);
    }
    const [overview, five] = Object.values(times).map(median);
    console.log(`${(overview / five).toFixed(2)} times; load average ${loadavg()[0].toFixed(1)}`);
  } finally {
    await api.delete(`/api/dashboards/uid/${canned.uid}`);
    await api.delete(`/api/datasources/uid/${source.uid}`);
    await browser.close();
  }
});
