// npm run screenshots [-- part of a name]: takes the pictures of README and docs from the demo, in GRAFANA_HOME's Grafana or
// the one of GRAFANA_URL, into docs/img.
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, request } from '@playwright/test';
import sharp from 'sharp';
import { chromium as installed } from './lib/chromium.mjs';
import { howToGetOne, wanted, withGrafana } from './lib/grafana.mjs';
import { names, path as pathOf, uid } from '../src/pages.ts';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));

const folder = 'docs/img';
const desktop = { width: 1920, height: 1080 };
const laptop = { width: 1366, height: 768 };
const themes = ['dark', 'light'];
const languages = { en: 'en-US', ja: 'ja-JP' };

const chosen = {
  metric: { 'var-metric': 'paid_conversion_rate' },
  objective: { 'var-objective': 'faster_first_value' },
  sheet: { 'var-objective': 'faster_first_value' },
};

/** A data source with example settings. */
const example = {
  uid: 'okrkpi-picture',
  name: 'OKR & KPI (example)',
  type: 'northstar-okrkpi-datasource',
  access: 'proxy',
  jsonData: { hosts: 'db1.example.com:5432,db2.example.com:5432', database: 'okr', user: 'grafana' },
  secureJsonData: { password: 'example' },
};
const admin = { data: { user: 'admin', password: 'admin' } };

/** Every picture: its name without ending, how it is looked at, and what is looked at. */
function* pictures() {
  for (const [locale, language] of Object.entries(languages)) {
    for (const theme of themes) {
      const seen = { language, theme };
      for (const name of Object.values(names).flat()) {
        const path = dashboard(name, locale);
        yield { ...seen, name: `${name}-${locale}-${theme}`, size: desktop, path };
        if (name === 'overview') {
          yield { ...seen, name: `${name}-laptop-${locale}-${theme}`, size: laptop, path };
        }
      }
      yield { ...seen, name: `query-editor-${locale}-${theme}`, size: desktop, path: editor(locale), signedIn: true };
      yield {
        ...seen,
        name: `config-editor-${locale}-${theme}`,
        size: desktop,
        path: `/connections/datasources/edit/${example.uid}`,
        signedIn: true,
      };
    }
  }
}

function dashboard(name, locale) {
  return `${pathOf(uid(name, locale))}?${new URLSearchParams(chosen[name])}`;
}

/** A time series in Explore, where the editor is seen whole. */
function editor(locale) {
  const query = {
    refId: 'A',
    queryType: 'series',
    metrics: ['paid_conversion_rate'],
    lines: ['value', 'target', 'baseline'],
    groupBy: [],
    locale,
    datasource: { type: 'northstar-okrkpi-datasource', uid: 'okrkpi' },
  };
  const panes = { a: { datasource: 'okrkpi', queries: [query], range: { from: 'now-13w', to: 'now' } } };
  return `/explore?schemaVersion=1&${new URLSearchParams({ panes: JSON.stringify(panes) })}`;
}

async function take(browser, url, { name, language, theme, size, path, signedIn }) {
  const context = await browser.newContext({ viewport: size, locale: language, baseURL: url, colorScheme: theme });
  const page = await context.newPage();
  // The menu would take room.
  await page.addInitScript(() => localStorage.setItem('grafana.navigation.docked', 'false'));
  if (signedIn) {
    await context.request.post('/login', admin);
    await context.request.patch('/api/user/preferences', { data: { language } });
  }
  const address = new URL(path, url);
  address.searchParams.set('theme', theme);
  const answer = page.waitForResponse((response) => response.url().includes(signedIn ? '/api/' : '/api/ds/query'), {
    timeout: 120_000,
  });
  await page.goto(address.href, { timeout: 120_000 });
  await answer;
  // Charts and icons come after the answers.
  for (let i = 0; i < 2; i++) {
    // Some pages never rest.
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
    await page.waitForTimeout(1200);
  }
  const png = await page.screenshot({ animations: 'disabled' });
  const small = await sharp(png)
    .png({ palette: true, quality: 90, effort: 10 })
    .toFile(join(folder, `${name}.png`));
  console.log(`${name}.png: ${Math.round(small.size / 1024)} KiB`);
  if (signedIn) {
    await context.request.patch('/api/user/preferences', { data: { language: '' } });
  }
  await context.close();
}

const part = process.argv[2] ?? '';
if (!wanted) {
  console.error(`There is nothing to take pictures of: ${howToGetOne}.`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
await withGrafana(async ({ url }) => {
  const browser = await chromium.launch(installed());
  const api = await request.newContext({ baseURL: url });
  await api.post('/login', admin);
  try {
    await api.post('/api/datasources', { data: example });
    for (const picture of pictures()) {
      if (picture.name.includes(part)) {
        await take(browser, url, picture);
      }
    }
  } finally {
    await api.delete(`/api/datasources/uid/${example.uid}`);
    await browser.close();
  }
});
