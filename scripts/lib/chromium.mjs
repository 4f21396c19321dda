// The browser that shows pages to tests and takes pictures: one that is installed, as nothing is downloaded.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** How Playwright starts it. Without a path it takes the browser that `npx playwright install chromium` has brought. */
export function chromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere];
  const executablePath = process.env.CHROMIUM || installed.find((path) => existsSync(path));
  return {
    executablePath,
    // The sandbox does not work for root, whom containers run as. The browser only sees the Grafana of the demo.
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  };
}
