import { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DynamicConfigValue,
  MatcherConfig,
  QueryVariableBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import { OkrQuery, OkrVariableQuery } from '../types';

/** The data source of provisioning/datasources/okrkpi.yaml. */
export const datasource = { type: 'northstar-okrkpi-datasource', uid: 'okrkpi' };

export const uids = {
  overview: 'okrkpi-overview',
  metric: 'okrkpi-metric',
  tree: 'okrkpi-tree',
  scorecard: 'okrkpi-scorecard',
} as const;

/** Width of a dashboard in grid columns. */
export const fullWidth = 24;

/**
 * What a tile shows when there is no answer, such as while the database is away. Grafana's own base colour is green, which would
 * say that all is well. Colours of answers come with the data.
 */
export function withoutAnswer(panel: stat.PanelBuilder): stat.PanelBuilder {
  return panel
    .noValue('No answer')
    .thresholds(
      new ThresholdsConfigBuilder()
        .mode(ThresholdsMode.Absolute)
        .steps([{ value: null as unknown as number, color: '#8e8e8e' }])
    );
}

export function ask(query: Omit<OkrQuery, 'refId'>): Builder<Dataquery> {
  return { build: () => ({ refId: 'A', datasource, ...query, _implementsDataqueryVariant: () => {} }) };
}

export function listVariable(name: string, label: string, query: Omit<OkrVariableQuery, 'refId'>) {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ refId: name, ...query })
    .definition(query.lookup ?? name)
    .refresh(VariableRefresh.OnDashboardLoad);
}

/** What all dashboards share: the time range, and the way to the others that keeps it. */
export function dashboard(uid: string, title: string, kind: 'view' | 'drill-down'): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .tags(['okrkpi', kind])
    .time({ from: 'now-13w/w', to: 'now' })
    .timezone('browser')
    .refresh('5m')
    .link(new DashboardLinkBuilder('View').type(DashboardLinkType.Dashboards).tags(['okrkpi', 'view']).keepTime(true))
    .link(
      new DashboardLinkBuilder('Drill down')
        .type(DashboardLinkType.Dashboards)
        .tags(['okrkpi', 'drill-down'])
        .asDropdown(true)
        .keepTime(true)
    );
}

interface Override {
  matcher: MatcherConfig;
  properties: DynamicConfigValue[];
}

const statusColumns = ['status', 'effective_status'];

/**
 * Shows these columns of a table only, in the order of the data; each with its width in pixels, or 0 for what is left.
 * They are matched by their names in the data, which are the same in every language. The others stay in the data, where
 * links need them. A status is a word on its colour.
 */
export function onlyColumns(widths: Record<string, number>): Override[] {
  const names = Object.keys(widths);
  const rest: Override = {
    matcher: { id: 'byNames', options: { mode: 'exclude', names } },
    properties: [
      { id: 'custom.hideFrom.viz', value: true },
      // As Grafana called it before 12.2.
      { id: 'custom.hidden', value: true },
    ],
  };
  const sized = names.filter((name) => widths[name] > 0).map((name) => column(name, { 'custom.width': widths[name] }));
  const coloured = names
    .filter((name) => statusColumns.includes(name))
    .map((name) => column(name, { 'custom.cellOptions': { type: 'color-background' } }));
  return [rest, ...sized, ...coloured];
}

export function column(name: string, properties: Record<string, unknown>): Override {
  return {
    matcher: { id: 'byName', options: name },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}
