import { DataQuery } from '@grafana/schema';
import { DataSourceJsonData } from '@grafana/data';
import { comparisons, entryKinds, externals, formats, grains, lines, operators, queryTypes, roles } from './query.gen';

export { comparisons, entryKinds, externals, formats, grains, lines, operators, queryTypes, roles };
export { schema } from './query.gen';

// The JSON model of a query. Its words come from pkg/query, which says what each of them means.

export type QueryType = (typeof queryTypes)[number];
export type Format = (typeof formats)[number];
export type Role = (typeof roles)[number];
export type Grain = (typeof grains)[number];
export type Line = (typeof lines)[number];
export type Comparison = (typeof comparisons)[number];
export type Operator = (typeof operators)[number];
export type EntryKind = (typeof entryKinds)[number];
export type External = (typeof externals)[number];

export interface Filter {
  key: string;
  operator: Operator;
  value: string;
}

/** One question. A field that is left out means the default. Names may hold dashboard variables. */
export interface OkrQuery extends DataQuery {
  queryType?: QueryType;
  period?: string;
  team?: string;
  objective?: string;
  metrics?: string[];
  roles?: Role[];
  grain?: string;
  compare?: Comparison[];
  lines?: Line[];
  groupBy?: string[];
  filters?: Filter[];
  /** Alert rules; all when empty. */
  rules?: string[];
  /** Of entries of the journal; all when empty. */
  kinds?: EntryKind[];
  /** Of entries of the journal: only bets, blockers and experiments that nobody has closed. */
  open?: boolean;
  external?: External;
  format?: Format;
  limit?: number;
  locale?: string;
  schema?: number;
}

export const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type TLSMode = (typeof tlsModes)[number];

/** Settings of a data source. The back end reads them in pkg/plugin and knows the defaults. */
export interface OkrOptions extends DataSourceJsonData {
  /** One or more "host:port", separated by commas. */
  hosts?: string;
  database?: string;
  user?: string;
  tlsMode?: TLSMode;
  /** Name that the server's certificate must carry, when it is not the host. */
  tlsServerName?: string;
  maxConnections?: number;
  connectTimeoutSeconds?: number;
  queryTimeoutSeconds?: number;
  /** Of facts kept in memory. */
  memoryMegabytes?: number;
  /** Of the largest answer. */
  maxValues?: number;
  /** Between two refreshes of a metric that is read by SQL. */
  refreshMinutes?: number;
  /** Leaves the refreshing to `okr refresh`. */
  refreshOff?: boolean;
  /** Language of titles, for example "en" or "ja". */
  locale?: string;
}

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

/** Question of a dashboard variable. Segments are those of a metric, or of any when none is named; values belong to a segment. */
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
