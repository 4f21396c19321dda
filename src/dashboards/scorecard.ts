import * as table from '@grafana/grafana-foundation-sdk/table';
import { OkrQuery } from '../types';
import { anyName } from '../names';
import { ask, colouredStatus, column, dashboard, datasource, fullWidth, listVariable, onlyColumns, uids } from './okr';

/** Every number with all that is known about it. Results and daily operation are judged apart. */
export function scorecard() {
  return dashboard(uids.scorecard, 'OKR scorecard', 'drill-down')
    .withVariable(listVariable('objective', 'Objective', { lookup: 'objectives' }).includeAll(true).allValue(anyName))
    .withVariable(listVariable('team', 'Team', { lookup: 'teams' }).includeAll(true).allValue(anyName))
    .withPanel(
      numbers('Objectives and key results', { roles: ['objective', 'key_result'] }, [
        'kind',
        'title',
        'team',
        'owner',
        'value_text',
        'attainment',
        'expected',
        'pace',
        'effective_status',
        'status',
        'baseline',
        'target',
        'stretch',
        'moonshot',
        'ambition',
        'forecast_low',
        'forecast_high',
        'grade',
        'missing',
        'note',
        'author',
        'note_age_days',
      ])
    )
    .withPanel(
      numbers('North Star and KPIs', { roles: ['north_star', 'kpi_main', 'kpi_monitoring'] }, [
        'kind',
        'title',
        'team',
        'owner',
        'bucket',
        'value_text',
        'wow',
        'mom',
        'yoy',
        'effective_status',
        'status',
        'criteria',
        'decision',
        'sample',
        'stale_days',
        'note',
        'author',
        'note_age_days',
      ])
    );
}

function numbers(title: string, query: Partial<OkrQuery>, columns: string[]) {
  return new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask({ queryType: 'scorecard', format: 'table', objective: '$objective', team: '$team', ...query }))
    .span(fullWidth)
    .height(14)
    .filterable(true)
    .overrides([onlyColumns(columns), column('title', { 'custom.minWidth': 280 }), ...colouredStatus]);
}
