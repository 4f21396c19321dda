import { Locale } from '../pages';
import { english, Words } from './english';
import { japanese } from './japanese';

/** The language of a dashboard, with its texts. */
export interface Reader {
  locale: Locale;
  words: Words;
}

export const readers: Reader[] = [
  { locale: 'en', words: english },
  { locale: 'ja', words: japanese },
];
