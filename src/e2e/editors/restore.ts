import { expect, test as base } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';

interface Source {
  uid: string;
}

/** A test that leaves the data sources of Grafana, and their settings, as it found them, whether it passes or fails. */
export const test = base.extend<{ restored: void }>({
  restored: [
    async ({ request }, use) => {
      const before = await sources(request);
      await use();
      const known = before.map(({ uid }) => uid);
      for (const { uid } of await sources(request)) {
        if (!known.includes(uid)) {
          await request.delete(`/api/datasources/uid/${uid}`);
        }
      }
      expect(await sources(request)).toEqual(before);
    },
    { auto: true },
  ],
});

async function sources(request: APIRequestContext): Promise<Source[]> {
  const answer = await request.get('/api/datasources');
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as Source[];
}

export { expect };
