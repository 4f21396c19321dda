import { demo } from '../source';
import { expect, test } from './test';

interface Group {
  rules: Array<{ name: string; health: string; lastError?: string }>;
}

test('a provisioned rule evaluates', async ({ gotoAlertRuleEditPage, readProvisionedAlertRule }) => {
  const rule = await readProvisionedAlertRule({ fileName: 'rules.yaml' });
  const form = await gotoAlertRuleEditPage(rule);
  await expect(form.evaluate()).toBeOK();
});

test('every provisioned rule is healthy', async ({ request }) => {
  const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
  const { data } = (await answer.json()) as { data: { groups: Group[] } };
  const rules = data.groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
});

test('a new rule is offered only what alerting can evaluate', async ({ alertRuleEditPage }) => {
  const row = await alertRuleEditPage.getQueryRow();
  await row.datasource.set(demo.name);
  await expect(row.locator.getByText('Queries that an alert rule can evaluate')).toBeVisible();
  await expect(row.locator.getByRole('radio', { name: 'Alerts' })).toBeChecked();
  await expect(row.locator.getByRole('radio', { name: 'Definitions' })).toHaveCount(0);
});
