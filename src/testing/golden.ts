import { readdirSync, readFileSync } from 'node:fs';

interface GoldenFrame {
  fields: Array<{
    name: string;
    /** By which readers see the column; it is named as in the data where there is none. */
    title?: string;
  }>;
}

interface Written {
  frames: Array<{
    schema: { fields?: Array<{ name: string; config?: { displayName?: string; displayNameFromDS?: string } }> };
  }>;
}

const folder = 'pkg/frame/testdata';

/** The frames that the tests of the back end hold its answers against. */
export function golden(): GoldenFrame[] {
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8').replace(/^\s*\/\/.*$/gm, '');
    return (JSON.parse(text) as Written).frames.map(({ schema }) => ({
      fields: (schema.fields ?? []).map(({ name, config }) => ({
        name,
        title: config?.displayName ?? config?.displayNameFromDS,
      })),
    }));
  });
}
