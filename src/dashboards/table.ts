import { TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import { DataTransformerConfig, DynamicConfigValue, MatcherConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { Codes } from '../codes.gen';
import { OkrQuery } from '../types';
import { ask } from './ask';
import { Reader } from './reader';
import { datasource } from './shell';

export interface Override {
  matcher: MatcherConfig;
  properties: DynamicConfigValue[];
}

interface Page {
  title: string;
  hint?: string;
  query: Omit<OkrQuery, 'refId' | 'locale'>;
  /** Width of each column in pixels, or 0 for what is left. */
  columns: Record<string, number>;
  /** What to read where there are no rows. */
  empty?: string;
}

/** A table of some of an answer's columns. */
export function rows(reader: Reader, { title, hint, query, columns, empty }: Page): table.PanelBuilder {
  const panel = new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask(reader, query))
    .noValue(empty ?? reader.words.noRows)
    // Grafana expects words to be as narrow as Latin ones, and gives Japanese lines that it wraps too little room.
    .cellHeight(reader.locale === 'ja' ? TableCellHeight.Lg : TableCellHeight.Sm)
    .overrides(onlyColumns(columns));
  return hint ? panel.description(hint) : panel;
}

const coloured = ['status', 'effective_status', 'state', 'moved'];
const long = [
  'title',
  'text',
  'subject',
  'decision',
  'criteria',
  'reason',
  'threshold',
  'why_now',
  'success_story',
  'not_doing',
  'measurement',
  'remark',
  'note',
  'logic',
  'numerator',
  'denominator',
  'description',
  'external_factors',
  'auxiliary',
  'update_frequency',
  'decisions',
  'hypothesis',
];

/**
 * Shows these columns only, in the order of the data. They are matched by their names in the data, which are the same in
 * every language. The others stay in the data, where links need them. A status is a word on its colour.
 */
function onlyColumns(widths: Record<string, number>): Override[] {
  const names = Object.keys(widths);
  const rest: Override = {
    matcher: { id: 'byNames', options: { mode: 'exclude', names } },
    properties: [
      { id: 'custom.hideFrom.viz', value: true },
      // As Grafana called it before 12.2.
      { id: 'custom.hidden', value: true },
    ],
  };
  // What an empty table says is not what an empty cell says.
  const cells: Override = {
    matcher: { id: 'byRegexp', options: '/.*/' },
    properties: [{ id: 'noValue', value: '' }],
  };
  return [cells, rest, ...names.map((name) => column(name, look(name, widths[name])))];
}

function look(name: string, width: number): Record<string, unknown> {
  return {
    ...(width > 0 && { 'custom.width': width }),
    ...(coloured.includes(name) && { 'custom.cellOptions': { type: 'color-background', mode: 'basic' } }),
    ...(long.includes(name) && wrapped),
  };
}

/** Long words go on below; Grafana moved the setting in 12.2. */
export const wrapped = { 'custom.cellOptions': { type: 'auto', wrapText: true }, 'custom.wrapText': true };

export function column(name: string, properties: Record<string, unknown>): Override {
  return {
    matcher: { id: 'byName', options: name },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}

/** Makes columns lead somewhere. */
export function linked(names: string[], properties: DynamicConfigValue): Override {
  return { matcher: { id: 'byNames', options: { mode: 'include', names } as never }, properties: [properties] };
}

/** A share from 0 to 1 as a bar, so that rows compare at a glance. The bar judges nothing: statuses do. */
export function bar(name: string): Override {
  return column(name, {
    'custom.cellOptions': { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
    color: { mode: 'fixed', fixedColor: 'blue' },
    min: 0,
    max: 1,
  });
}

/**
 * Keeps the rows in which a column has this value. Grafana looks for the column by the name that readers see: only columns of codes have
 * the same one in every language.
 */
export function onlyWhere<C extends keyof Codes>(fieldName: C, value: Codes[C]): DataTransformerConfig {
  return {
    id: 'filterByValue',
    options: { type: 'include', match: 'all', filters: [{ fieldName, config: { id: 'equal', options: { value } } }] },
  };
}
