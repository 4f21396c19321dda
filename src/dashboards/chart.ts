import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { OkrQuery } from '../types';
import { ask } from './ask';
import { Reader } from './reader';
import { datasource } from './shell';

/** The values of the chosen metric over time. Colours and strokes come with the data. A single line needs no legend. */
export function chart(
  reader: Reader,
  title: string,
  hint: string,
  query: Pick<OkrQuery, 'lines' | 'compare' | 'groupBy'>
): timeseries.PanelBuilder {
  return new timeseries.PanelBuilder()
    .title(title)
    .description(hint)
    .datasource(datasource)
    .withTarget(ask(reader, { queryType: 'series', metrics: ['$metric'], grain: '$grain', ...query }))
    .noValue(reader.words.noValues)
    .lineWidth(2)
    .fillOpacity(0)
    .legend(new VizLegendOptionsBuilder().showLegend(false))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
}

export function withLegend(panel: timeseries.PanelBuilder): timeseries.PanelBuilder {
  return panel.legend(
    new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom)
  );
}
