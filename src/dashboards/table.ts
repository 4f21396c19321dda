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
  /** Width of each column in pixels. Columns of 0 share the rest. */
  columns: Record<string, number>;
  /** Text to show when there are no rows. */
  empty?: string;
}

/** A table of some of an answer's columns. */
export function rows(reader: Reader, { title, hint, query, columns, empty }: Page): table.PanelBuilder {
  const panel = new table.PanelBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(ask(reader, query))
    .noValue(empty ?? reader.words.noRows)
    // Grafana takes the width of Latin letters for all, so that wrapped lines in Japanese get too little height.
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
 * Shows these columns only, in the order of the data. They are matched by their names in the data, which are the same in every
 * language. The others are hidden and stay in the data, where links need them. A status is shown on its colour.
 */
function onlyColumns(widths: Record<string, number>): Override[] {
  const names = Object.keys(widths);
  const rest: Override = {
    matcher: { id: 'byNames', options: { mode: 'exclude', names } },
    properties: [
      { id: 'custom.hideFrom.viz', value: true },
      // The name of this setting before Grafana 12.2.
      { id: 'custom.hidden', value: true },
    ],
  };
  // The text for an empty table would show in empty cells, too.
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

/** Wraps long texts. Grafana moved the setting in 12.2. */
export const wrapped = { 'custom.cellOptions': { type: 'auto', wrapText: true }, 'custom.wrapText': true };

export function column(name: string, properties: Record<string, unknown>): Override {
  return {
    matcher: { id: 'byName', options: name },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}

/** Adds links to columns. */
export function linked(names: string[], properties: DynamicConfigValue): Override {
  return { matcher: { id: 'byNames', options: { mode: 'include', names } as never }, properties: [properties] };
}

/** Shows a share from 0 to 1 as a bar. Its colour says nothing about the status. */
export function bar(name: string): Override {
  return column(name, {
    'custom.cellOptions': { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
    color: { mode: 'fixed', fixedColor: 'blue' },
    min: 0,
    max: 1,
  });
}

/**
 * Keeps the rows in which a column has this value. Grafana finds the column by its title. Columns of codes have none, so that their
 * names are found in every language.
 */
export function onlyWhere<C extends keyof Codes>(fieldName: C, value: Codes[C]): DataTransformerConfig {
  return {
    id: 'filterByValue',
    options: { type: 'include', match: 'all', filters: [{ fieldName, config: { id: 'equal', options: { value } } }] },
  };
}
