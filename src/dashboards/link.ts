import { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { address, addressOfRow, ChoiceVariable, Name } from '../pages';
import { Reader } from './reader';

/** Where a click in a table leads. Titles, tiles and lines have links that come with the data. */
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

/** From a row to its objective, by the column with the objective's name. */
export function toObjectiveOfRow({ words }: Reader, field = 'objective'): Way {
  return { to: 'objective', title: words.toObjective, choose: { objective: `\${__data.fields.${field}}` } };
}

/** From a row to the page that its column "details" names. */
export function details({ words }: Reader): DynamicConfigValue {
  return { id: 'links', value: [{ title: words.toDetails, url: addressOfRow() }] };
}
