import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { id, languages } from '../../plugin.json';
import { flatten, nest, textsInSource } from './texts';

// Brings the files of all languages in line with the source: `npm run locales`. English is taken from there. In the others a
// new text is empty until somebody translates it, which a test demands.

const source = textsInSource('src');
for (const language of languages) {
  const file = `src/locales/${language}/${id}.json`;
  const old = existsSync(file) ? flatten(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const texts = Object.fromEntries(
    Object.entries(source).map(([key, english]) => [key, language === 'en-US' ? english : (old[key] ?? '')])
  );
  writeFileSync(file, JSON.stringify(nest(texts), null, 2) + '\n');
}
