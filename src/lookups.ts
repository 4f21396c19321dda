import { ScopedVars } from '@grafana/data';
import {
  Filter,
  MetricInfo,
  ObjectiveInfo,
  OkrQuery,
  OwnerInfo,
  PeriodInfo,
  QueryError,
  RuleInfo,
  SegmentInfo,
  TeamInfo,
} from './types';

// What editors and variables need of a data source. They take these interfaces and not the class: the class imports the editors, and
// importing it would make a cycle.

/** Lists of the catalog. Titles are in the given language, or in that of the person who looks. */
export interface Lookups {
  metrics(locale?: string): Promise<MetricInfo[]>;
  objectives(locale?: string): Promise<ObjectiveInfo[]>;
  teams(locale?: string): Promise<TeamInfo[]>;
  periods(locale?: string): Promise<PeriodInfo[]>;
  rules(locale?: string): Promise<RuleInfo[]>;
  owners(): Promise<OwnerInfo[]>;
  /** Segments of a metric, or of all metrics, with the values that occur together with the filters. */
  segments(of?: { metric?: string; filters?: Filter[] }): Promise<SegmentInfo[]>;
}

/** Replaces dashboard variables by their values. */
export interface Variables {
  /** Replaces dashboard variables in a name. A variable with several values is not one name: the first counts. */
  expand(text?: string, scopedVars?: ScopedVars): string | undefined;
  /** Replaces dashboard variables in names. One with several values becomes several names, an empty one or “All” none. */
  expandAll(texts?: string[], scopedVars?: ScopedVars): string[] | undefined;
}

/** Checks queries before they run. */
export interface Checker {
  /** The errors of a query, with the same texts as running it. Aborting rejects the promise. */
  check(query: OkrQuery, abortSignal: AbortSignal): Promise<QueryError[]>;
}

/** What the query editor and the annotation editor need. */
export type EditorSource = Lookups & Variables & Checker;

/** What dashboard variables and their editor need. */
export type VariableSource = Lookups & Variables;
