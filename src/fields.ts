import * as model from './query.gen';
import { Format, OkrQuery, QueryType, schema } from './types';

/** The fields of a query that a person can choose. */
export type QueryField = Exclude<
  keyof OkrQuery,
  'refId' | 'hide' | 'key' | 'datasource' | 'queryType' | 'limit' | 'locale' | 'schema'
>;

/** The fields that matter to each type of query. The others are neither shown nor kept. */
export const fieldsOf: Record<QueryType, readonly QueryField[]> = model.fieldsOf;

/** The formats to choose from for each type of query, the default first. Types with one format have no entry. */
export const formatsOf: Partial<Record<QueryType, readonly Format[]>> = model.formatsOf;

/** The formats that alerting can evaluate: numbers with stable labels. A time series has only one format. */
export const alertFormatsOf: Partial<Record<QueryType, readonly Format[]>> = model.alertFormatsOf;

/** Whether an alert rule can evaluate the answer. */
export function isAlertSafe({ queryType = 'scorecard', format }: OkrQuery): boolean {
  const formats = alertFormatsOf[queryType];
  // Without a format, the back end answers alerts in the one for alerting.
  return Boolean(formats && (formats.length === 0 || (format ? formats.includes(format) : queryType === 'alerts')));
}

/** The query as one of another type, with the fields that both have. `formats` are those that it may be answered in. */
export function withType(query: OkrQuery, queryType: QueryType, formats = formatsOf[queryType] ?? []): OkrQuery {
  const kept: OkrQuery = { ...query, queryType };
  for (const field of new Set(Object.values(fieldsOf).flat())) {
    if (!fieldsOf[queryType].includes(field)) {
      delete kept[field];
    }
  }
  if (formats.length === 0) {
    delete kept.format;
  } else if (!kept.format || !formats.includes(kept.format)) {
    kept.format = formats[0];
  }
  return kept;
}

/** Whether a newer version of the plugin wrote the query. This version may not know all of it. */
export function isNewer(query: OkrQuery): boolean {
  return (query.schema ?? 1) > schema;
}

/** The query as this version writes it: type and schema, which older versions left out, are filled in. */
export function migrate(query: OkrQuery): OkrQuery {
  return isNewer(query) ? query : { ...query, queryType: query.queryType ?? 'scorecard', schema };
}
