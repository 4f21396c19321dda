import { anyName } from '../names';
import { Role } from '../types';
import { details } from './link';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { column, linked, rows } from './table';

/** Every key result and KPI with all columns. Key results and KPIs are in tables of their own. */
export function scorecard(reader: Reader) {
  const { words } = reader;
  return page(reader, {
    name: 'scorecard',
    about: words.aboutScorecard,
    variables: [
      choice(reader, 'objective', words.objectiveVariable, { lookup: 'objectives' }).includeAll(true).allValue(anyName),
      choice(reader, 'team', words.teamVariable, { lookup: 'teams' }).includeAll(true).allValue(anyName),
    ],
    panels: [
      numbers(reader, words.objectivesAndKeyResults, ['objective', 'key_result'], results).height(8),
      numbers(reader, words.northStarAndKpis, ['north_star', 'kpi_main', 'kpi_monitoring'], health).height(18),
    ],
  });
}

const results = {
  kind: 120,
  title: 0,
  team_title: 130,
  value_text: 90,
  attainment: 110,
  expected: 140,
  pace: 80,
  effective_status: 110,
  grade: 110,
  baseline_text: 100,
  target_text: 100,
  forecast_text: 140,
  remark: 260,
};

const health = {
  kind: 130,
  title: 0,
  team_title: 150,
  value_text: 100,
  wow: 130,
  mom: 150,
  yoy: 170,
  effective_status: 110,
  stale_days: 80,
  remark: 240,
  criteria: 340,
};

function numbers(reader: Reader, title: string, roles: Role[], widths: Record<string, number>) {
  return rows(reader, {
    title,
    query: { queryType: 'scorecard', format: 'table', objective: '$objective', team: '$team', roles },
    columns: widths,
  })
    .withOverride(linked(['value_text'], details(reader)))
    .withOverride(column('kind', { 'custom.filterable': true }))
    .withOverride(column('effective_status', { 'custom.filterable': true }))
    .span(fullWidth);
}
