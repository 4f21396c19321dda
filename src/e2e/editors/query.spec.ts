import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { demo } from '../source';
import { expect, test } from './test';

const datasource = { type: demo.type, uid: demo.uid };
const dashboard = { uid: 'okrkpi-e2e-query', title: 'Query', time: { from: 'now-13w', to: 'now' } };

/** A panel with a new query. */
async function panel(request: APIRequestContext, type: string) {
  const panels = [
    { id: 1, type, gridPos: { x: 0, y: 0, w: 24, h: 12 }, datasource, targets: [{ refId: 'A', datasource }] },
  ];
  const saved = await request.post('/api/dashboards/db', {
    data: { dashboard: { ...dashboard, panels }, overwrite: true },
  });
  expect(saved.ok()).toBe(true);
  return { dashboard, id: '1' };
}

// Grafana 11.6 does not join the list to its label.
const metrics = /^(Choose at least one metric|All metrics)$/;

/** Chooses from a list that is searched by typing. */
async function choose(page: Page, list: Locator, title: string) {
  await list.click();
  await list.fill(title);
  await page.getByRole('option', { name: title }).first().click();
  await page.keyboard.press('Escape');
}

test.afterEach(async ({ request }) => {
  await request.delete(`/api/dashboards/uid/${dashboard.uid}`);
});

test('a scorecard is there at once, without a choice', async ({ gotoPanelEditPage, page, request }) => {
  const edit = await gotoPanelEditPage(await panel(request, 'table'));
  const row = edit.getQueryEditorRow('A');
  await expect(row.getByRole('radio', { name: 'Scorecard' })).toBeChecked();
  await expect(page.getByText('Onboarding completion').first()).toBeVisible();
});

test('the query type comes first, then the metric, and its values are drawn', async ({
  gotoPanelEditPage,
  page,
  request,
}) => {
  const edit = await gotoPanelEditPage(await panel(request, 'timeseries'));
  const row = edit.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Time series' }).check();
  await expect(row.getByPlaceholder(metrics)).toBeVisible();
  const answer = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await choose(page, row.getByPlaceholder(metrics), 'Paid conversion');
  expect((await answer).ok()).toBe(true);
  await expect(page.getByRole('button', { name: 'Value', exact: true })).toBeVisible();
});

test('tiles bring their own colours and titles', async ({ gotoPanelEditPage, page, request }) => {
  const edit = await gotoPanelEditPage(await panel(request, 'stat'));
  const row = edit.getQueryEditorRow('A');
  await choose(page, row.getByPlaceholder(metrics), 'Paid conversion');
  await row.getByRole('radio', { name: 'Tiles' }).check();
  const tile = page.getByTitle('Details of the metric').or(page.getByRole('link', { name: /Paid conversion/ }));
  await expect(tile.first()).toContainText('%');
});

test('an impossible combination is told before anything runs, in the words of the answer', async ({
  gotoPanelEditPage,
  page,
  request,
}) => {
  const edit = await gotoPanelEditPage(await panel(request, 'timeseries'));
  const row = edit.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Time series' }).check();
  await choose(page, row.getByPlaceholder(metrics), 'Paid conversion');
  // The answer is read on its way to the page: the browser may have dropped it later.
  let problems: Array<{ message: string }> = [];
  await page.route('**/queries/check', async (route) => {
    const response = await route.fetch();
    if ((route.request().postData() ?? '').includes('"hour"')) {
      ({ problems } = (await response.json()) as { problems: typeof problems });
    }
    await route.fulfill({ response });
  });
  await choose(page, row.getByLabel('Bucket'), 'Hour');
  await expect.poll(() => problems.length).toBeGreaterThan(0);
  await expect(row.getByText(problems[0].message).first()).toBeVisible();
});

test('Explore runs the same queries', async ({ explorePage, page }) => {
  await explorePage.datasource.set(demo.name);
  const row = explorePage.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Definitions' }).check();
  await expect(page.getByText('billing.subscriptions').first()).toBeVisible();
});
