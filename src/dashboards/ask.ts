import { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { EntryKind, OkrQuery } from '../types';
import { Reader } from './reader';
import { datasource } from './shell';

/** A query to the data source, answered in the reader's language. */
export function ask({ locale }: Reader, query: Omit<OkrQuery, 'refId' | 'locale'>): Builder<Dataquery> {
  return { build: () => ({ refId: 'A', datasource, ...query, locale, _implementsDataqueryVariant: () => {} }) };
}

/** Entries of the journal about the metric, as annotations. */
export function notes(reader: Reader, name: string, colour: string, kinds: EntryKind[]) {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(datasource)
    .enable(true)
    .hide(true)
    .iconColor(colour)
    .target(ask(reader, { queryType: 'journal', format: 'annotations', kinds, metrics: ['$metric'] }) as never);
}
