import type { APIRequestContext, Page } from '@playwright/test';
import { demo } from '../source';
import { expect, test } from './test';

const password = process.env.OKR_DB_PASSWORD ?? '';

interface Settings {
  jsonData: { hosts: string; database: string; user: string; tlsMode: string };
}

test.beforeEach(() => {
  test.skip(!password, "Needs OKR_DB_PASSWORD, the password of the demo's database user.");
});

/** The connection string of the demo's database. */
async function connectionString(request: APIRequestContext, secret: string) {
  const answer = await request.get(`/api/datasources/uid/${demo.uid}`);
  const { hosts, database, user, tlsMode } = ((await answer.json()) as Settings).jsonData;
  return `postgres://${user}:${encodeURIComponent(secret)}@${hosts}/${database}?sslmode=${tlsMode}`;
}

async function paste(page: Page, text: string) {
  await page.getByLabel('Connection string').fill(text);
  await page.getByLabel('Connection string').blur();
}

test('a connection that works says what it leads to', async ({ createDataSourceConfigPage, page, request }) => {
  const config = await createDataSourceConfigPage({ type: demo.type });
  await paste(page, await connectionString(request, password));
  await expect(config.saveAndTest()).toBeOK();
  await expect(config).toHaveAlert('success', { hasText: /Connected\. Catalog revision \d+: \d+ metrics/ });
});

test('a wrong password is named as what is wrong, with what to do', async ({
  createDataSourceConfigPage,
  page,
  request,
}) => {
  const config = await createDataSourceConfigPage({ type: demo.type });
  await paste(page, await connectionString(request, `not ${password}`));
  await expect(config.saveAndTest()).not.toBeOK();
  await expect(config).toHaveAlert('error', { hasText: "Check the user's name and password" });
});

test('a server that does not answer is told from one that refuses', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: demo.type });
  // Port 1 is reserved: nothing listens there.
  await paste(page, 'postgres://grafana@127.0.0.1:1/okr?sslmode=disable');
  await expect(config.saveAndTest()).not.toBeOK();
  await expect(config).toHaveAlert('error', { hasText: 'Check host and port' });
});
