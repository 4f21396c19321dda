// Generated from pkg/query by `go generate ./pkg/dev/typescript`. Do not edit.

/** In the order of the query editor: the most common type comes first. */
export const queryTypes = ["scorecard", "series", "objectives", "alerts", "journal", "tree", "definitions"] as const;
export type QueryType = (typeof queryTypes)[number];

/** Shapes of an answer. */
export const formats = ["table", "stat", "alert", "observed", "timeline", "annotations", "multi"] as const;
export type Format = (typeof formats)[number];

/** What metrics are for. */
export const roles = ["north_star", "objective", "key_result", "kpi_main", "kpi_monitoring", "metric"] as const;
export type Role = (typeof roles)[number];

/** Buckets that a query may have. */
export const grains = ["auto", "hour", "day", "week", "month", "quarter"] as const;
export type Grain = (typeof grains)[number];

/** Lines of a series. */
export const lines = ["value", "target", "baseline", "cumulative", "anomaly", "limit_low", "limit_high", "normal"] as const;
export type Line = (typeof lines)[number];

/** What a series is compared with. */
export const comparisons = ["previous", "week_ago", "month_ago", "year_ago"] as const;
export type Comparison = (typeof comparisons)[number];

/** How a filter compares. */
export const operators = ["=", "!=", "=~", "!~"] as const;
export type Operator = (typeof operators)[number];

/** What an entry of the journal is about. */
export const entryKinds = ["check_in", "bet", "learning", "blocker", "experiment", "decision", "interview", "annotation", "review", "definition"] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Metrics that outside forces move: those only, or all others. */
export const externals = ["only", "without"] as const;
export type External = (typeof externals)[number];

/** Version of the model, as queries state it. */
export const schema = 1;

/** Stands for the metrics of the organisation's overview. */
export const overviewMetrics = "@overview";

/** Stand for the period in which the time range ends, and its neighbours. */
export const relativePeriods = ["current", "previous", "next"] as const;

/** Narrows a query to segments. */
export interface Filter {
  key: string;
  operator: Operator;
  value: string;
}

/** A query. A field that is left out means the default. Names may hold dashboard variables. */
export interface Query {
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
  rules?: string[];
  kinds?: EntryKind[];
  open?: boolean;
  external?: External;
  format?: Format;
  limit?: number;
  locale?: string;
  schema?: number;
}

/** The fields that a type of query looks at. The others are neither shown nor kept. */
export const fieldsOf = {
  scorecard: ["format", "metrics", "roles", "objective", "team", "period", "grain", "filters", "external"],
  series: ["metrics", "grain", "lines", "compare", "groupBy", "filters", "objective", "period", "format"],
  objectives: ["format", "objective", "team", "period"],
  alerts: ["format", "rules", "metrics", "team"],
  journal: ["format", "kinds", "open", "metrics", "objective", "team"],
  tree: ["metrics", "objective", "team", "period", "grain", "filters"],
  definitions: ["format", "metrics", "roles", "objective", "team", "period", "external"],
} as const;

/** The formats that people choose from, the usual one first, where there is more than one. */
export const formatsOf = {
  scorecard: ["table", "stat", "alert"],
  alerts: ["table", "timeline", "alert", "observed"],
  journal: ["table", "annotations"],
} as const;

/** The types that alerting can evaluate, with the formats to choose from. A series has one. */
export const alertFormatsOf = {
  scorecard: ["alert", "stat"],
  series: [],
  alerts: ["alert", "observed"],
} as const;
