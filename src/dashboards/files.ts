import { Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Layer, Name, names, uid } from '../pages';
import { alerts } from './alerts';
import { definitions } from './definitions';
import { external } from './external';
import { metric } from './metric';
import { objective } from './objective';
import { overview } from './overview';
import { Reader, readers } from './reader';
import { review } from './review';
import { scorecard } from './scorecard';
import { sheet } from './sheet';
import { team } from './team';
import { tree } from './tree';

const builders: Record<Name, (reader: Reader) => DashboardBuilder> = {
  overview,
  team,
  sheet,
  metric,
  objective,
  tree,
  scorecard,
  alerts,
  definitions,
  external,
  review,
};

/** Where the dashboards are kept, from the root of the repository. */
export const folder = 'provisioning/dashboards';

/** The dashboards as Grafana reads them: text by path below the folder. */
export function files(): Record<string, string> {
  const layers = Object.keys(names) as Layer[];
  return Object.fromEntries(
    layers.flatMap((layer) =>
      names[layer].flatMap((name) =>
        readers.map((reader) => [`${layer}/${uid(name, reader.locale)}.json`, write(builders[name](reader).build())])
      )
    )
  );
}

function write(dashboard: Dashboard): string {
  return `${JSON.stringify(plain(dashboard), null, 2)}\n`;
}

/** Paths of dashboards on disk that are missing, differ from the code, or have no code. */
export function outdated(): string[] {
  const code = files();
  const disk = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => path.replaceAll('\\', '/'));
  const changed = disk.filter((path) => readFileSync(join(folder, path), 'utf8') !== code[path]);
  return [...changed, ...Object.keys(code).filter((path) => !disk.includes(path))];
}

/** The dashboard in the form that every supported version of Grafana reads. */
function plain(dashboard: Dashboard): object {
  return {
    ...dashboard,
    schemaVersion: 41,
    // Newer versions of Grafana can move links into a menu, where they are hidden.
    links: dashboard.links?.map((link) => ({ ...link, placement: undefined })),
    panels: dashboard.panels?.map((panel, index) => ({ id: index + 1, ...panel })),
  };
}
