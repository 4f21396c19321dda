import { expect, test } from '@grafana/plugin-e2e';
import { files } from '../../dashboards/files';
import { readers } from '../../dashboards/reader';
import { Name, names, uid } from '../../pages';
import { watch } from './watch';

// Choices that some pages need.
const chosen: Partial<Record<Name, string>> = {
  metric: 'var-metric=paid_conversion_rate',
  objective: 'var-objective=faster_first_value',
  sheet: 'var-objective=faster_first_value',
};

interface Dashboard {
  uid: string;
  panels: Array<{ id: number; targets: unknown[] }>;
}

const panels = new Map(
  Object.values(files()).map((text) => {
    const dashboard = JSON.parse(text) as Dashboard;
    return [dashboard.uid, dashboard.panels.filter(({ targets }) => targets.length > 0).map(({ id }) => id)];
  })
);

// Tall enough for every panel: Grafana loads only visible ones.
test.use({ viewport: { width: 1920, height: 3000 } });

for (const [layer, pages] of Object.entries(names)) {
  for (const name of pages) {
    for (const { locale } of readers) {
      test(`${layer}: ${name} (${locale}) asks once per panel, and nothing fails`, async ({
        gotoDashboardPage,
        page,
      }) => {
        const address = uid(name, locale);
        const seen = watch(page);
        const dashboard = await gotoDashboardPage({
          uid: address,
          queryParams: new URLSearchParams(chosen[name] ?? ''),
        });
        await expect.poll(() => [...seen.queries.keys()].sort()).toEqual(panels.get(address)?.sort());
        await page.waitForLoadState('networkidle');
        await expect(dashboard).toHavePanelErrors(0);
        expect([...seen.queries.values()].filter((asked) => asked > 1)).toEqual([]);
        expect(seen.errors).toEqual([]);
      });
    }
  }
}
