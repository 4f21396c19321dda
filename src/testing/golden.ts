import { readdirSync, readFileSync } from 'node:fs';

interface GoldenFrame {
  fields: Array<{
    name: string;
    /** The title of the column. Without one, Grafana shows its name. */
    title?: string;
  }>;
}

interface Written {
  frames: Array<{
    schema: { fields?: Array<{ name: string; config?: { displayName?: string; displayNameFromDS?: string } }> };
  }>;
}

const folder = 'pkg/frame/testdata';

/** The golden frames of the back end's tests. */
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
