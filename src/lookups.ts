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

// What editors and variables need of a data source. They take these interfaces and not the data source, which has the editors as its
// parts: so no file imports itself by way of others.

/** The lists of the catalog to choose from, in a language, or in that of the person who looks. */
export interface Lookups {
  metrics(locale?: string): Promise<MetricInfo[]>;
  objectives(locale?: string): Promise<ObjectiveInfo[]>;
  teams(locale?: string): Promise<TeamInfo[]>;
  periods(locale?: string): Promise<PeriodInfo[]>;
  rules(locale?: string): Promise<RuleInfo[]>;
  owners(): Promise<OwnerInfo[]>;
  /** Segments of a metric, or of all metrics, and the values that they have beside what the filters demand. */
  segments(of?: { metric?: string; filters?: Filter[] }): Promise<SegmentInfo[]>;
}

/** Puts the values of dashboard variables into names. */
export interface Variables {
  /** Replaces dashboard variables in a name. A variable with several values is not one name: the first counts. */
  expand(text?: string, scopedVars?: ScopedVars): string | undefined;
  /** Replaces dashboard variables in names. One with several values becomes several names, an empty one or “All” none. */
  expandAll(texts?: string[], scopedVars?: ScopedVars): string[] | undefined;
}

/** Checks queries before they run. */
export interface Checker {
  /** What is wrong with a query, in the words in which running it would fail. Aborting it settles it with an error. */
  check(query: OkrQuery, abortSignal: AbortSignal): Promise<QueryError[]>;
}

/** What the query editor and the annotation editor need. */
export type EditorSource = Lookups & Variables & Checker;

/** What dashboard variables and their editor need. */
export type VariableSource = Lookups & Variables;
