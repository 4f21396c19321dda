import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, folder } from './files';

for (const [path, text] of Object.entries(files())) {
  writeFileSync(join(folder, path), text);
  console.log(`wrote ${folder}/${path}`);
}
