import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { CustomVariableBuilder, DashboardCursorSync } from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { comparisons, OkrQuery } from '../types';
import { ask, column, dashboard, datasource, fullWidth, listVariable, onlyColumns, uids, withoutAnswer } from './okr';

const half = fullWidth / 2;

/** Everything about one metric. The links of all numbers lead here. */
export function metric() {
  return dashboard(uids.metric, 'OKR metric', 'drill-down')
    .withVariable(listVariable('metric', 'Metric', { lookup: 'metrics' }))
    .withVariable(listVariable('segment', 'Split by', { lookup: 'segments', metric: '$metric' }))
    .withVariable(
      new CustomVariableBuilder('grain')
        .label('Bucket')
        .values('Automatic : auto, Day : day, Week : week, Month : month, Quarter : quarter')
    )
    .tooltip(DashboardCursorSync.Crosshair)
    .withPanel(standing())
    .withPanel(
      course('Value', 'The dashed light lines are the target and the baseline.', {
        lines: ['value', 'target', 'baseline'],
      }).span(18)
    )
    .withPanel(
      withLegend(
        course('Compared with the past', 'A year ago means 52 weeks back, on the same weekdays.', {
          compare: [...comparisons],
        })
      )
    )
    .withPanel(withLegend(course('By segment', 'Choose the segment above.', { groupBy: ['$segment'] })))
    .withPanel(course('In each bucket', 'What happened in each bucket of time alone.', { lines: ['value'] }))
    .withPanel(
      course('Since the period started', 'All buckets of the period so far together.', {
        lines: ['cumulative'],
      }).noValue('This metric cannot be added up')
    )
    .withPanel(normalLevel())
    .withPanel(definition());
}

function standing() {
  return withoutAnswer(new stat.PanelBuilder())
    .title('Last complete bucket')
    .datasource(datasource)
    .withTarget(ask({ queryType: 'scorecard', format: 'stat', metrics: ['$metric'], grain: '$grain' }))
    .span(6)
    .height(9)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']).values(false))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Background)
    .textMode(BigValueTextMode.ValueAndName);
}

function course(title: string, description: string, query: Partial<OkrQuery>) {
  return new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .withTarget(ask({ queryType: 'series', metrics: ['$metric'], grain: '$grain', ...query }))
    .span(half)
    .height(9)
    .lineWidth(2)
    .fillOpacity(0)
    .legend(new VizLegendOptionsBuilder().showLegend(false))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
}

function withLegend(panel: timeseries.PanelBuilder) {
  return panel.legend(
    new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom)
  );
}

/** The one page on which everybody agrees. Its words stand below each other: they are longer than a column. */
function definition() {
  const words = [
    'metric',
    'title',
    'description',
    'roles',
    'teams',
    'owner',
    'numerator',
    'denominator',
    'formula',
    'logic',
    'aggregation_period',
    'exclusions',
    'update_frequency',
    'data_source',
    'grain',
    'unit',
    'direction',
    'segments',
    'criteria',
    'measured',
  ];
  return definitions('Definition')
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: words } } })
    .withTransformation({ id: 'transpose', options: { firstFieldName: 'What', restFieldsName: 'Definition' } })
    .showHeader(false)
    .height(20)
    .overrides([column('What', { 'custom.width': 240 })]);
}

function normalLevel() {
  return definitions('Normal level')
    .description('What the metric was like before the period, and targets from which to start a discussion.')
    .height(4)
    .overrides([
      ...onlyColumns({
        baseline: 0,
        baseline_mean: 0,
        baseline_seasonal: 0,
        baseline_points: 0,
        baseline_stable: 0,
        suggest_low: 0,
        suggest_high: 0,
        last_fact: 0,
      }),
      column('last_fact', { unit: 'time:YYYY-MM-DD HH:mm' }),
    ]);
}

function definitions(title: string) {
  return new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask({ queryType: 'definitions', metrics: ['$metric'] }))
    .span(fullWidth);
}
