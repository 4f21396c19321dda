import * as table from '@grafana/grafana-foundation-sdk/table';
import { Role } from '../types';
import { anyName } from '../names';
import { ask, column, dashboard, datasource, fullWidth, listVariable, onlyColumns, uids } from './okr';

/** Every number with all that is known about it. Results and daily operation are judged apart. */
export function scorecard() {
  return dashboard(uids.scorecard, 'OKR scorecard', 'drill-down')
    .withVariable(listVariable('objective', 'Objective', { lookup: 'objectives' }).includeAll(true).allValue(anyName))
    .withVariable(listVariable('team', 'Team', { lookup: 'teams' }).includeAll(true).allValue(anyName))
    .withPanel(numbers('Objectives and key results', ['objective', 'key_result'], results).height(12))
    .withPanel(numbers('North Star and KPIs', ['north_star', 'kpi_main', 'kpi_monitoring'], health).height(18));
}

const who = { kind: 120, title: 300, team: 150, owner: 230 };
const noted = { note: 300, author: 160, note_age_days: 120 };

const results = {
  ...who,
  value_text: 100,
  baseline_text: 100,
  target_text: 100,
  stretch_text: 100,
  moonshot_text: 110,
  attainment: 110,
  expected: 150,
  pace: 80,
  forecast_text: 150,
  status: 150,
  effective_status: 110,
  ambition: 100,
  grade: 170,
  missing: 140,
  ...noted,
};

const health = {
  ...who,
  bucket_text: 120,
  value_text: 100,
  wow: 130,
  mom: 150,
  yoy: 170,
  status: 150,
  effective_status: 110,
  sample: 100,
  stale_days: 80,
  criteria: 300,
  decision: 300,
  ...noted,
};

function numbers(title: string, roles: Role[], widths: Record<string, number>) {
  return new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask({ queryType: 'scorecard', format: 'table', objective: '$objective', team: '$team', roles }))
    .span(fullWidth)
    .overrides([
      ...onlyColumns(widths),
      ...['kind', 'effective_status', 'grade', 'owner']
        .filter((name) => name in widths)
        .map((name) => column(name, { 'custom.filterable': true })),
    ]);
}
