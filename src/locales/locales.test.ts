import { readdirSync, readFileSync } from 'node:fs';
import { id, languages } from '../../plugin.json';
import { flatten, nest, textsInSource } from './texts';

const source = textsInSource('src');
const read = (language: string) => readFileSync(`src/locales/${language}/${id}.json`, 'utf8');
const textsOf = (language: string) => flatten(JSON.parse(read(language)));

/** What a text has put into it. */
const gaps = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();

describe('the texts of the editors', () => {
  it('are in every language that the plugin states, and in no other', () => {
    const folders = readdirSync('src/locales', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name)).toEqual(languages);
  });

  it('are found in the source', () => {
    expect(source['query-type.scorecard.label']).toBe('Scorecard');
    expect(Object.keys(source).length).toBeGreaterThan(150);
  });

  it.each(languages)('in %s have every key of the source and no other', (language) => {
    expect(Object.keys(textsOf(language)).sort()).toEqual(Object.keys(source).sort());
  });

  it('in English are those of the source', () => {
    expect(textsOf('en-US')).toEqual(source);
  });

  it.each(languages)('in %s are in the order of their keys: npm run locales', (language) => {
    expect(read(language)).toBe(JSON.stringify(nest(textsOf(language)), null, 2) + '\n');
  });

  it.each(Object.entries(textsOf('ja-JP')))('in Japanese are translated: %s', (key, text) => {
    // Kana or kanji. A text without any was left as it was.
    expect(text).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u);
    expect(gaps(text)).toEqual(gaps(source[key]));
  });
});
