import { DataQuery } from '@grafana/schema';
import { DataSourceJsonData } from '@grafana/data';
import { Query, QueryType } from './query.gen';
import { Settings } from './settings.gen';

export * from './query.gen';
export * from './resources.gen';
export { type TLSMode, tlsModes } from './settings.gen';

/** A query to the data source. */
export interface OkrQuery extends DataQuery, Query {
  // DataQuery allows any text.
  queryType?: QueryType;
}

export interface OkrOptions extends DataSourceJsonData, Settings {}

export interface OkrSecrets {
  password?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
}

/** What a dashboard variable lists. */
export const lookups = [
  'metrics',
  'objectives',
  'teams',
  'owners',
  'periods',
  'rules',
  'segments',
  'segment_values',
] as const;
export type Lookup = (typeof lookups)[number];

/** Query of a dashboard variable. Segments are those of the metric, or of all metrics without one. Values are those of the segment. */
export interface OkrVariableQuery extends DataQuery {
  lookup?: Lookup;
  metric?: string;
  segment?: string;
  locale?: string;
}
