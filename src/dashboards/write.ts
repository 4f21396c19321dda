import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, folder, outdated } from './files';

// npm run dashboards [-- --check]: writes the dashboards, or tells which of them are not what the code says.
if (process.argv.includes('--check')) {
  const paths = outdated();
  for (const path of paths) {
    console.error(`${folder}/${path} is not what src/dashboards says: run npm run dashboards`);
  }
  process.exitCode = paths.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of Object.entries(files())) {
    writeFileSync(join(folder, path), text);
    console.log(`wrote ${folder}/${path}`);
  }
}
