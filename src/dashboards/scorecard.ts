import * as table from '@grafana/grafana-foundation-sdk/table';
import { Role } from '../types';
import { anyName } from '../names';
import { ask, column, dashboard, datasource, fullWidth, listVariable, onlyColumns, uids } from './okr';

/** Every number with all that is known about it. Results and daily operation are judged apart. */
export function scorecard() {
  return dashboard(uids.scorecard, 'OKR scorecard', 'drill-down')
    .withVariable(listVariable('objective', 'Objective', { lookup: 'objectives' }).includeAll(true).allValue(anyName))
    .withVariable(listVariable('team', 'Team', { lookup: 'teams' }).includeAll(true).allValue(anyName))
    .withPanel(numbers('Objectives and key results', ['objective', 'key_result'], results).height(8))
    .withPanel(numbers('North Star and KPIs', ['north_star', 'kpi_main', 'kpi_monitoring'], health).height(18));
}

const who = { kind: 120, title: 0, team: 130 };

const results = {
  ...who,
  value_text: 90,
  attainment: 110,
  expected: 140,
  pace: 80,
  effective_status: 110,
  grade: 110,
  baseline_text: 90,
  target_text: 90,
  forecast_text: 140,
};

const health = {
  ...who,
  value_text: 100,
  wow: 130,
  mom: 150,
  yoy: 170,
  effective_status: 110,
  stale_days: 80,
  criteria: 340,
};

function numbers(title: string, roles: Role[], widths: Record<string, number>) {
  return new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask({ queryType: 'scorecard', format: 'table', objective: '$objective', team: '$team', roles }))
    .span(fullWidth)
    .overrides([
      ...onlyColumns(widths),
      ...['kind', 'effective_status']
        .filter((name) => name in widths)
        .map((name) => column(name, { 'custom.filterable': true })),
    ]);
}
