import { expect, test as base } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';

interface Source {
  uid: string;
}

export const test = base.extend<{ restored: void }>({
  // Each test signs in. Grafana replaces the token of a session every ten minutes, so that a session kept for all tests ends before the
  // tests of a slow machine do.
  storageState: async ({ playwright, baseURL, user }, provide) => {
    const api = await playwright.request.newContext({ baseURL });
    const answer = await api.post('/login', { data: user });
    expect(answer.ok(), await answer.text()).toBe(true);
    await provide(await api.storageState());
    await api.dispose();
  },

  // Each test leaves the data sources of Grafana, and their settings, as it found them, whether it passes or fails.
  restored: [
    async ({ request }, provide) => {
      const before = await sources(request);
      await provide();
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
