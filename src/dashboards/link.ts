import { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { address, addressOfRow, ChoiceVariable, Name } from '../pages';
import { Reader } from './reader';

/**
 * Where a click on a number leads, with the time range and every choice that the click does not make itself. Titles, tiles
 * and lines have links of their own, which come with the data.
 */
export interface Way {
  to: Name;
  title: string;
  /** What the click chooses: an expression of Grafana over the clicked field or row. */
  choose?: Partial<Record<ChoiceVariable, string>>;
}

export function links(reader: Reader, ...ways: Way[]): DynamicConfigValue {
  return {
    id: 'links',
    value: ways.map((way) => ({ title: way.title, url: address(way.to, reader.locale, way.choose) })),
  };
}

/** From the cell of a table to the metric of its row. */
export function toMetricOfRow({ words }: Reader): Way {
  return { to: 'metric', title: words.toMetric, choose: { metric: '${__data.fields.metric}' } };
}

/** From the row of an objective or of something that belongs to one. */
export function toObjectiveOfRow({ words }: Reader, field = 'objective'): Way {
  return { to: 'objective', title: words.toObjective, choose: { objective: `\${__data.fields.${field}}` } };
}

/** From the row of an objective, key result or KPI to its own page, which the data names. */
export function details({ words }: Reader): DynamicConfigValue {
  return { id: 'links', value: [{ title: words.toDetails, url: addressOfRow() }] };
}
