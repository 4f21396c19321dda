import { english, Words } from './english';
import { japanese } from './japanese';

/** For whom a dashboard is written. */
export interface Reader {
  locale: 'en' | 'ja';
  words: Words;
}

export const readers: Reader[] = [
  { locale: 'en', words: english },
  { locale: 'ja', words: japanese },
];

export const names = {
  view: ['overview', 'team', 'sheet'],
  'drill-down': ['metric', 'objective', 'tree', 'scorecard', 'alerts', 'definitions', 'external', 'review'],
} as const;

export type Layer = keyof typeof names;
export type Name = (typeof names)[Layer][number];

/** The address of a dashboard. It never changes: links in messages and frames lead to it. */
export function uid(name: Name, locale: Reader['locale']): string {
  return `okrkpi-${name}${locale === 'en' ? '' : `-${locale}`}`;
}
