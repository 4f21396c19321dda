import { DataQuery } from '@grafana/schema';
import { DataSourceJsonData } from '@grafana/data';
import { Grain, Query, QueryType, Role } from './query.gen';
import { Settings } from './settings.gen';

export * from './query.gen';
export { type TLSMode, tlsModes } from './settings.gen';

/** A query to the data source. */
export interface OkrQuery extends DataQuery, Query {
  // Grafana's own is any text.
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

/** Query of a dashboard variable. Segments are those of a metric, or of any when none is named; values belong to a segment. */
export interface OkrVariableQuery extends DataQuery {
  lookup?: Lookup;
  metric?: string;
  segment?: string;
  locale?: string;
}

// What the back end's look-ups return.

export interface MetricInfo {
  name: string;
  title: string;
  roles: Role[];
  team: string;
  unit: string;
  grain: Grain;
  segments: string[];
}

export interface ObjectiveInfo {
  name: string;
  title: string;
  period: string;
  team: string;
}

export interface TeamInfo {
  name: string;
  title: string;
}

export interface PeriodInfo {
  name: string;
  title: string;
  start: string;
  end: string;
}

export interface SegmentInfo {
  key: string;
  values: string[];
}

/** Who answers for numbers. */
export interface OwnerInfo {
  name: string;
  title: string;
}

export interface RuleInfo {
  name: string;
  title: string;
  team: string;
}

/** Why a query cannot be answered. The field is empty where no single part of the query is to blame. */
export interface Problem {
  field?: string;
  message: string;
}
