// Generated from pkg/page by `go generate ./pkg/dev/typescript`. Do not edit.

/** Begins the uid of every dashboard. */
export const uidPrefix = "okrkpi-";

/** Pages to look at together. */
export const views = ["overview", "team", "sheet"] as const;

/** Pages of details. */
export const drillDowns = ["metric", "objective", "tree", "scorecard", "alerts", "definitions", "external", "review"] as const;

/** The variable of every dashboard that holds its data source. */
export const sourceVariable = "datasource";

/** Choices that links carry from one dashboard to the next, beside the data source. */
export const choiceVariables = ["team", "objective", "metric"] as const;

/** Stands for the time range of the dashboard that is left. */
export const timeRange = "${__url_time_range}";

/** Stands for the page that the column "details" of the clicked row names. */
export const thisPage = "${__data.fields.details}";
