import { demo } from '../source';
import { expect, test } from './test';

const datasource = { type: demo.type, uid: demo.uid };

const dashboard = {
  uid: 'okrkpi-e2e-filters',
  title: 'Filters',
  time: { from: 'now-13w', to: 'now' },
  templating: { list: [{ type: 'adhoc', name: 'segments', label: 'Segments', datasource, filters: [] }] },
  panels: [
    {
      id: 1,
      type: 'stat',
      gridPos: { x: 0, y: 0, w: 24, h: 8 },
      datasource,
      targets: [{ refId: 'A', queryType: 'series', metrics: ['paid_conversion_rate'], datasource }],
    },
  ],
};

interface Asked {
  queries: Array<{ filters?: Array<{ key: string; operator: string; value: string }> }>;
}

test.afterEach(async ({ request }) => {
  await request.delete(`/api/dashboards/uid/${dashboard.uid}`);
});

test('segments and their values are offered as filters, and narrow every panel', async ({
  gotoDashboardPage,
  page,
  request,
}) => {
  const saved = await request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
  expect(saved.ok()).toBe(true);
  await gotoDashboardPage({ uid: dashboard.uid });
  await page.getByPlaceholder('Filter by label values').click();
  await page.getByRole('option', { name: 'channel' }).click();
  await page.getByRole('option', { name: '= Equals', exact: false }).first().click();
  const narrowed = page.waitForRequest(
    (asked) => asked.url().includes('/api/ds/query') && (asked.postData() ?? '').includes('"referral"')
  );
  await page.getByRole('option', { name: 'referral' }).click();
  const { queries } = (await narrowed).postDataJSON() as Asked;
  expect(queries[0].filters).toEqual([{ key: 'channel', operator: '=', value: 'referral' }]);
  expect((await (await narrowed).response())?.ok()).toBe(true);
});
