import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Texts by their keys. */
export type Texts = Record<string, string>;

/** Texts as i18next reads them: the key "a.b" is "b" inside of "a". */
export interface Nested {
  [part: string]: string | Nested;
}

/** Every text in the source, by its key: the first two arguments of the calls of t. */
export function textsInSource(folder: string): Texts {
  const found: Texts = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name)) {
      collect(path.join(folder, name), found);
    }
  }
  return found;
}

function collect(file: string, found: Texts) {
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
      const [key, text] = node.arguments;
      if (!key || !text || !ts.isStringLiteralLike(key) || !ts.isStringLiteralLike(text)) {
        throw new Error(`${file}: a text needs a key and its English words, both written out: ${node.getText()}`);
      }
      if (found[key.text] !== undefined && found[key.text] !== text.text) {
        throw new Error(`${file}: the key ${key.text} has two texts`);
      }
      found[key.text] = text.text;
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
}

/** The texts of a language's file. */
export function flatten(nested: Nested, prefix = ''): Texts {
  return Object.entries(nested).reduce<Texts>(
    (texts, [part, value]) =>
      typeof value === 'string'
        ? { ...texts, [prefix + part]: value }
        : { ...texts, ...flatten(value, `${prefix}${part}.`) },
    {}
  );
}

/** The content of a language's file, in the order of the keys. */
export function nest(texts: Texts): Nested {
  const root: Nested = {};
  for (const key of Object.keys(texts).sort()) {
    const parts = key.split('.');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      const next = (at[part] ??= {});
      if (typeof next === 'string') {
        throw new Error(`the key ${key} lies below another text`);
      }
      at = next;
    }
    at[parts[parts.length - 1]] = texts[key];
  }
  return root;
}
