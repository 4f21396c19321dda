import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';
import { demo } from '../source';

/** Chooses from a list that is searched by typing. */
async function choose(page: Page, list: Locator, title: string) {
  await list.click();
  await list.fill(title);
  await page.getByRole('option', { name: title }).first().click();
  await page.keyboard.press('Escape');
}

test('a scorecard is there at once, without a choice', async ({ panelEditPage }) => {
  await panelEditPage.setVisualization('Table');
  await panelEditPage.datasource.set(demo.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await expect(row.getByRole('radio', { name: 'Scorecard' })).toBeChecked();
  await expect(panelEditPage.refreshPanel()).toBeOK();
  await expect(panelEditPage.panel.data).toContainText(['Paid conversion']);
});

test('the question comes first, then the metric, and its course is drawn', async ({ panelEditPage, page }) => {
  await panelEditPage.setVisualization('Table');
  await panelEditPage.datasource.set(demo.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Course of values' }).check();
  await expect(row.getByLabel('Metrics')).toBeVisible();
  const answer = page.waitForResponse(({ url }) => url().includes('/api/ds/query'));
  await choose(page, row.getByLabel('Metrics'), 'Paid conversion');
  expect((await answer).ok()).toBe(true);
  await expect(panelEditPage.panel.fieldNames).toContainText(['Time', 'Paid conversion']);
});

test('tiles bring their own colours, titles and links', async ({ panelEditPage, page }) => {
  await panelEditPage.setVisualization('Stat');
  await panelEditPage.datasource.set(demo.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await choose(page, row.getByLabel('Metrics'), 'Churn');
  await row.getByRole('radio', { name: 'Tiles' }).check();
  const panel = panelEditPage.panel.locator;
  await expect(panel.getByText('Churn')).toBeVisible();
  await expect(panel.getByText('%')).toBeVisible();
});

test('an impossible combination is told before anything runs, in the words of the answer', async ({
  panelEditPage,
  page,
}) => {
  await panelEditPage.datasource.set(demo.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Course of values' }).check();
  await choose(page, row.getByLabel('Metrics'), 'Paid conversion');
  const checked = page.waitForResponse(({ url }) => url().includes('/resources/queries/check'));
  await choose(page, row.getByLabel('Bucket'), 'Hour');
  const { problems } = (await (await checked).json()) as { problems: Array<{ message: string }> };
  expect(problems.length).toBeGreaterThan(0);
  await expect(row.getByText(problems[0].message).first()).toBeVisible();
});

test('Explore asks the same questions', async ({ explorePage, page }) => {
  await explorePage.datasource.set(demo.name);
  const row = explorePage.getQueryEditorRow('A');
  await row.getByRole('radio', { name: 'Definitions' }).check();
  await expect(page.getByText('billing.subscriptions').first()).toBeVisible();
});
