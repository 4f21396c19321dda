import * as table from '@grafana/grafana-foundation-sdk/table';
import { EntryKind, OkrQuery } from '../types';
import { Reader } from './reader';
import { column, rows } from './table';

interface Page {
  title: string;
  kinds?: EntryKind[];
  /** Leaves out what is closed. */
  open?: boolean;
  about?: Pick<OkrQuery, 'metrics' | 'objective' | 'team'>;
  columns?: Record<string, number>;
  empty: string;
}

/** Entries of the journal, newest first. */
export function entries(reader: Reader, { title, kinds, open, about, columns, empty }: Page): table.PanelBuilder {
  return rows(reader, {
    title,
    query: { queryType: 'journal', format: 'table', kinds, open, ...about, limit: 50 },
    columns: columns ?? { time_text: 95, text: 0, subject: 125 },
    empty,
  }).withOverride(column('kind', { 'custom.cellOptions': { type: 'color-text' } }));
}
