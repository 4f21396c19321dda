import { CustomVariableBuilder, DashboardCursorSync } from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { comparisons } from '../types';
import { ask, notes } from './ask';
import { chart, withLegend } from './chart';
import { entries } from './journal';
import { links } from './link';
import { Reader } from './reader';
import { choice, datasource, fullWidth, page } from './shell';
import { column, linked, rows, wrapped } from './table';
import { captions, tiles } from './tile';

const half = fullWidth / 2;

/** Everything about one metric. Links on metrics lead here. */
export function metric(reader: Reader) {
  const { words } = reader;
  const it = { metrics: ['$metric'], grain: '$grain', limit: 1 };
  return page(reader, {
    name: 'metric',
    about: words.aboutMetric,
    variables: [
      choice(reader, 'metric', words.metricVariable, { lookup: 'metrics' }),
      choice(reader, 'segment', words.groupBy, { lookup: 'segments', metric: '$metric' }),
      new CustomVariableBuilder('grain').label(words.bucket).values(words.buckets),
    ],
    panels: [
      tiles(reader, it).gridPos({ x: 0, y: 0, w: 6, h: 7 }),
      captions(reader, it).gridPos({ x: 0, y: 7, w: 6, h: 2 }),
      chart(reader, words.value, words.valueHint, {
        lines: ['value', 'target', 'baseline', 'anomaly', 'normal'],
      }).gridPos({
        x: 6,
        y: 0,
        w: 18,
        h: 9,
      }),
      alerts(reader).span(fullWidth).height(6),
      withLegend(chart(reader, words.comparedWithPast, words.comparedHint, { compare: [...comparisons] }))
        .span(half)
        .height(8),
      withLegend(chart(reader, words.bySegment, words.bySegmentHint, { groupBy: ['$segment'] }))
        .span(half)
        .height(8),
      chart(reader, words.inEachBucket, words.inEachBucketHint, {
        lines: ['value', 'anomaly', 'limit_low', 'limit_high'],
      })
        .span(half)
        .height(7),
      chart(reader, words.sincePeriodStart, words.sincePeriodStartHint, { lines: ['cumulative'] })
        .noValue(words.noCumulative)
        .span(half)
        .height(7),
      definition(reader).gridPos({ x: 0, y: 30, w: half, h: 16 }),
      baseline(reader).gridPos({ x: half, y: 30, w: half, h: 9 }),
      checkIns(reader).gridPos({ x: half, y: 39, w: half, h: 7 }),
    ],
  })
    .tooltip(DashboardCursorSync.Crosshair)
    .annotation(notes(reader, words.notes, 'blue', ['annotation', 'experiment', 'decision', 'check_in']))
    .annotation(notes(reader, words.definitionChanges, 'purple', ['definition']));
}

function checkIns(reader: Reader) {
  const { words } = reader;
  return entries(reader, {
    title: words.checkIns,
    about: { metrics: ['$metric'] },
    columns: { time_text: 100, kind: 110, text: 0 },
    empty: words.noNotes,
  });
}

function alerts(reader: Reader) {
  const { words } = reader;
  return rows(reader, {
    title: words.alertsOfMetric,
    query: { queryType: 'alerts', format: 'table', metrics: ['$metric'] },
    columns: { state: 80, title: 190, value_text: 75, threshold: 190, decision: 0, since: 95, reason: 180 },
    empty: words.noRules,
  }).withOverride(linked(['value_text'], links(reader, { to: 'alerts', title: words.toAlerts })));
}

/** Columns of the definition. They are transposed: the texts are too long to stand side by side. */
const agreed = [
  'title',
  'description',
  'owner',
  'numerator',
  'denominator',
  'formula',
  'logic',
  'aggregation_period',
  'exclusions',
  'update_frequency',
  'data_source',
  'segments',
  'criteria',
  'measured',
];

function definition(reader: Reader) {
  return transposed(reader, reader.words.definition, agreed);
}

const baselineColumns = [
  'baseline_text',
  'baseline_mean_text',
  'baseline_seasonal_text',
  'baseline_points',
  'suggest_text',
  'last_fact_text',
  'decisions',
];

function baseline(reader: Reader) {
  return transposed(reader, reader.words.baseline, baselineColumns).description(reader.words.baselineHint);
}

export const transposedColumns = ['name', 'value'] as const;

/** A table with one row, transposed. The names of its two columns are not shown. */
function transposed(reader: Reader, title: string, names: string[]) {
  const [name, value] = transposedColumns;
  return new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask(reader, { queryType: 'definitions', metrics: ['$metric'] }))
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names } } })
    .withTransformation({ id: 'transpose', options: { firstFieldName: name, restFieldsName: value } })
    .showHeader(false)
    .noValue(reader.words.unknown)
    .overrides([column(name, { 'custom.width': 200 }), column(value, wrapped)]);
}
