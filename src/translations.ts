import { initPluginTranslations, ResourceLoader } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import plugin from '../plugin.json';

/** Loads what the editors say in the language of the person who looks. English is in the source. */
export async function loadTranslations(version = config.buildInfo.version): Promise<void> {
  await initPluginTranslations(plugin.id, loadsThemItself(version) ? [] : [load]);
}

/** Grafana loads the translations of plugins by itself since version 12.1. */
function loadsThemItself(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > 12 || (major === 12 && minor >= 1);
}

const load: ResourceLoader = async (language) =>
  plugin.languages.includes(language) ? (await import(`./locales/${language}/${plugin.id}.json`)).default : {};
