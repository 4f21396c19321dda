import { Format, OkrQuery, QueryType } from './types';

/** The parts of a query that a person can choose. */
export type QueryField = Exclude<
  keyof OkrQuery,
  'refId' | 'hide' | 'key' | 'datasource' | 'queryType' | 'limit' | 'locale' | 'schema'
>;

/** The parts that matter to each type of query. The others are neither shown nor kept. */
export const fieldsOf: Record<QueryType, readonly QueryField[]> = {
  scorecard: ['format', 'metrics', 'roles', 'objective', 'team', 'period', 'grain'],
  series: ['metrics', 'grain', 'lines', 'compare', 'groupBy', 'filters', 'period'],
  tree: ['period', 'grain'],
  definitions: ['metrics', 'roles', 'objective', 'team', 'period'],
  alerts: ['format', 'metrics', 'team', 'rules'],
  objectives: ['objective', 'team', 'period'],
  journal: ['format', 'kinds', 'metrics', 'objective', 'team'],
};

/** The shapes that each type of query can be answered in, the usual one first. */
export const formatsOf: Partial<Record<QueryType, readonly Format[]>> = {
  scorecard: ['table', 'stat'],
  alerts: ['table', 'timeline', 'alert', 'observed'],
  journal: ['table', 'annotations'],
};

/** The same question as far as the other type knows its parts. */
export function withType(query: OkrQuery, queryType: QueryType): OkrQuery {
  const kept: OkrQuery = { ...query, queryType };
  for (const field of new Set(Object.values(fieldsOf).flat())) {
    if (!fieldsOf[queryType].includes(field)) {
      delete kept[field];
    }
  }
  if (kept.format && !formatsOf[queryType]?.includes(kept.format)) {
    delete kept.format;
  }
  return kept;
}
