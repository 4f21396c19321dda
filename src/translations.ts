import { initPluginTranslations, ResourceLoader } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import plugin from '../plugin.json';

/** Loads the texts of the editors in the language of the person who looks. The English ones are in the source. */
export async function loadTranslations(version = config.buildInfo.version): Promise<void> {
  await initPluginTranslations(plugin.id, loadsThemItself(version) ? [] : [load]);
}

/** Grafana loads the translations of plugins by itself since version 12.1. */
function loadsThemItself(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > 12 || (major === 12 && minor >= 1);
}

// Each file is named: webpack's code for a path with a variable in it is not readable in the source map.
const files: Record<string, () => Promise<{ default: Awaited<ReturnType<ResourceLoader>> }>> = {
  'en-US': () => import('./locales/en-US/northstar-okrkpi-datasource.json'),
  'ja-JP': () => import('./locales/ja-JP/northstar-okrkpi-datasource.json'),
};

const load: ResourceLoader = async (language) => (await files[language]?.())?.default ?? {};
