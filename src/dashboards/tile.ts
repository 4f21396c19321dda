import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import { OkrQuery } from '../types';
import { ask } from './ask';
import { Reader } from './reader';
import { datasource } from './shell';

type Choice = Pick<OkrQuery, 'metrics' | 'team' | 'objective' | 'roles' | 'limit' | 'grain'>;

/** Values as coloured tiles with a sparkline. Colours come with the data. */
export function tiles(reader: Reader, query: Choice): stat.PanelBuilder {
  return withoutAnswer(reader, new stat.PanelBuilder())
    .datasource(datasource)
    .withTarget(ask(reader, { queryType: 'scorecard', format: 'stat', ...query }))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']).values(false))
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.BackgroundSolid)
    .textMode(BigValueTextMode.ValueAndName)
    .justifyMode(BigValueJustifyMode.Auto)
    .wideLayout(false);
}

/**
 * Below tiles: the status in words, the change since last week, the attainment. A Stat panel's own percentage compares with the
 * start of its sparkline, and not with last week.
 */
export function captions(reader: Reader, query: Choice): stat.PanelBuilder {
  return texts(reader, { queryType: 'scorecard', format: 'table', ...query }, ['summary'], 12);
}

/** Texts of a table in large letters, side by side: one column of all rows, or several columns of one row. */
export function texts(
  reader: Reader,
  query: Omit<OkrQuery, 'refId' | 'locale'>,
  columns: string[],
  size: number
): stat.PanelBuilder {
  return withoutAnswer(reader, new stat.PanelBuilder())
    .datasource(datasource)
    .withTarget(ask(reader, query))
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: columns } } })
    .reduceOptions(new ReduceDataOptionsBuilder().values(true).fields('/.*/'))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.None)
    .textMode(BigValueTextMode.Value)
    .justifyMode(BigValueJustifyMode.Auto)
    .text(new VizTextDisplayOptionsBuilder().valueSize(size));
}

/**
 * A tile without an answer, for example while the database is down, is grey. Grafana's default is green, which would mean that all
 * is well.
 */
function withoutAnswer({ words }: Reader, panel: stat.PanelBuilder): stat.PanelBuilder {
  return panel
    .noValue(words.noAnswer)
    .transparent(true)
    .thresholds(
      new ThresholdsConfigBuilder()
        .mode(ThresholdsMode.Absolute)
        .steps([{ value: null as unknown as number, color: '#6e6e6e' }])
    );
}
