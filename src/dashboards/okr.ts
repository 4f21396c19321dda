import { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DynamicConfigValue,
  MatcherConfig,
  QueryVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
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

/**
 * Shows these columns of a table only. They are matched by their names in the data, which are the same in every
 * language; the others stay in the data, where links need them.
 */
export function onlyColumns(names: readonly string[]): Override {
  return {
    matcher: { id: 'byNames', options: { mode: 'exclude', names: [...names] } },
    properties: [
      { id: 'custom.hideFrom.viz', value: true },
      // As Grafana called it before 12.2.
      { id: 'custom.hidden', value: true },
    ],
  };
}

export function column(name: string, properties: Record<string, unknown>): Override {
  return {
    matcher: { id: 'byName', options: name },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}

/** A status is a word on its colour. */
export const colouredStatus = [
  column('status', { 'custom.cellOptions': { type: 'color-background' }, 'custom.width': 130 }),
  column('effective_status', { 'custom.cellOptions': { type: 'color-background' }, 'custom.width': 110 }),
];
