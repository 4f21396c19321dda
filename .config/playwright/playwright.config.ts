import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { chromium } from '../../scripts/lib/chromium.mjs';

const root = path.join(__dirname, '../..');
const kept = process.cwd();

export default defineConfig<PluginOptions>({
  testDir: path.join(root, 'src/e2e'),
  outputDir: path.join(kept, 'results'),
  reporter: [['list'], ['html', { open: 'never', outputFolder: path.join(kept, 'report') }]],
  forbidOnly: Boolean(process.env.CI),
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: process.env.GRAFANA_URL,
    locale: 'en-US',
    viewport: { width: 1600, height: 1000 },
    actionTimeout: 45_000,
    launchOptions: chromium(),
    provisioningRootDir: path.join(root, 'provisioning'),
    // Screenshots in traces take too much time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'editor',
      testMatch: /editors\/.*\.spec\.ts$/,
      use: { userPreferences: { language: 'en-US' } },
    },
    // Dashboards need no sign-in.
    { name: 'viewer', testMatch: /dashboards\/.*\.spec\.ts$/ },
  ],
});
