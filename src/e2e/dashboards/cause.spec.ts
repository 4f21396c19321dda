import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';

const day = 24 * 60 * 60 * 1000;

// Some weeks into the quarter of the demo, when too few trials had become paid plans.
const to = Date.now() - 49 * day;
const range = { from: String(to - 91 * day), to: String(to) };

/** The end of the time range, whichever way the address writes it. */
function endOf(page: Page): number {
  const end = new URL(page.url()).searchParams.get('to') ?? '';
  return /^\d+$/.test(end) ? Number(end) : Date.parse(end);
}

test('from the overview to the cause of a red key result in at most three clicks', async ({
  gotoDashboardPage,
  page,
}) => {
  const clicks: string[] = [];
  const click = async (what: string, where: Locator) => {
    clicks.push(what);
    await where.click();
  };
  await gotoDashboardPage({ uid: 'okrkpi-overview', queryParams: new URLSearchParams(range) });

  // The objective is red.
  const objective = page.getByRole('row').filter({ hasText: 'Teams feel the value of TaskFlow early' });
  await expect(objective).toContainText('Red');
  await click('the objective', objective.getByRole('link').first());

  // One of its key results is red.
  await expect(page).toHaveURL(/okrkpi-objective/);
  const red = page.getByRole('row').filter({ hasText: 'Red' });
  await expect(red).toHaveCount(1);
  await expect(red).toContainText('Paid conversion');
  await click('the key result that is red', red.getByRole('link').first());

  // Trials from advertisements do not become paid plans.
  await expect(page).toHaveURL(/okrkpi-metric.*paid_conversion_rate|paid_conversion_rate.*okrkpi-metric/);
  const segments = page.getByTestId(/panel header By segment/i).or(page.getByRole('region', { name: 'By segment' }));
  await segments.first().scrollIntoViewIfNeeded();
  await expect(segments.first().getByText('paid', { exact: true })).toBeVisible();
  // The alert says what to do.
  await expect(page.getByText('Ask ten teams whose trial has ended why they left')).toBeVisible();

  expect(clicks.length).toBeLessThanOrEqual(3);
  // All pages show the same weeks.
  expect(endOf(page)).toBe(to);
});

test('a red tile leads straight to its metric, and back to the same weeks', async ({ gotoDashboardPage, page }) => {
  await gotoDashboardPage({ uid: 'okrkpi-overview', queryParams: new URLSearchParams(range) });
  await page.getByRole('link').filter({ hasText: 'Paid conversion' }).first().click();
  await expect(page).toHaveURL(/okrkpi-metric/);
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page).toHaveURL(/okrkpi-overview/);
  expect(endOf(page)).toBe(to);
});
