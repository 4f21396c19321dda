import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metric } from './metric';
import { overview } from './overview';
import { scorecard } from './scorecard';
import { tree } from './tree';

const dashboards = {
  'view/okrkpi-overview.json': overview,
  'drill-down/okrkpi-metric.json': metric,
  'drill-down/okrkpi-tree.json': tree,
  'drill-down/okrkpi-scorecard.json': scorecard,
};

/** Where the dashboards are kept, from the root of the repository. */
export const folder = 'provisioning/dashboards';

/** The dashboards as Grafana reads them: text by path below the folder. */
export function files(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dashboards).map(([path, build]) => [path, `${JSON.stringify(plain(build().build()), null, 2)}\n`])
  );
}

/** The dashboards on disk that are missing, different or without code. */
export function outdated(): string[] {
  const code = files();
  const disk = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => path.replaceAll('\\', '/'));
  const changed = disk.filter((path) => readFileSync(join(folder, path), 'utf8') !== code[path]);
  return [...changed, ...Object.keys(code).filter((path) => !disk.includes(path))];
}

/** In the form that every supported version of Grafana reads. */
function plain(dashboard: Dashboard): object {
  return {
    ...dashboard,
    schemaVersion: 41,
    // Only the newest versions know a menu for links, and there it would hide them.
    links: dashboard.links?.map((link) => ({ ...link, placement: undefined })),
    panels: dashboard.panels?.map((panel, index) => ({ id: index + 1, ...panel })),
  };
}
