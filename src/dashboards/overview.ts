import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { overviewMetrics } from '../names';
import { ask, column, dashboard, datasource, fullWidth, onlyColumns, uids, withoutAnswer } from './okr';

/** One screen to look at together: the five numbers that count, and how far the objectives are. */
export function overview() {
  return dashboard(uids.overview, 'OKR overview', 'view').withPanel(tiles()).withPanel(objectives());
}

function tiles() {
  return withoutAnswer(new stat.PanelBuilder())
    .datasource(datasource)
    .withTarget(ask({ queryType: 'scorecard', format: 'stat', metrics: [overviewMetrics] }))
    .span(fullWidth)
    .height(9)
    .transparent(true)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']).values(false))
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Background)
    .textMode(BigValueTextMode.ValueAndName);
}

const widths = {
  title: 0,
  team: 180,
  attainment: 120,
  expected: 150,
  pace: 90,
  effective_status: 120,
  grade: 160,
  missing: 160,
};

function objectives() {
  return new table.PanelBuilder()
    .title('Objectives')
    .description('Attainment is the weighted mean of the key results, the status that of the worst of them.')
    .datasource(datasource)
    .withTarget(ask({ queryType: 'scorecard', format: 'table', roles: ['objective'] }))
    .span(fullWidth)
    .height(11)
    .overrides([
      ...onlyColumns(widths),
      column('title', {
        links: [
          {
            title: 'Key results and KPIs',
            url: `/d/${uids.scorecard}?var-objective=\${__data.fields.id}&\${__url_time_range}`,
          },
        ],
      }),
    ]);
}
