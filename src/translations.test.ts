import { initPluginTranslations, ResourceLoader } from '@grafana/i18n';
import plugin from '../plugin.json';
import { loadTranslations } from './translations';

jest.mock('@grafana/i18n', () => ({ ...jest.requireActual('@grafana/i18n'), initPluginTranslations: jest.fn() }));

async function loadersIn(version: string): Promise<ResourceLoader[]> {
  await loadTranslations(version);
  const [id, loaders = []] = jest.mocked(initPluginTranslations).mock.lastCall ?? [];
  expect(id).toBe(plugin.id);
  return loaders;
}

describe('the translations', () => {
  it.each(['11.6.0', '11.6.0-pre', '12.0.3'])('are loaded by the plugin in Grafana %s', async (version) => {
    expect(await loadersIn(version)).toHaveLength(1);
  });

  it.each(['12.1.0', '12.4.0', '13.0.0-12345', '13.1.1'])('are left to Grafana %s', async (version) => {
    expect(await loadersIn(version)).toEqual([]);
  });

  it.each(plugin.languages)('are there for %s', async (language) => {
    const [load] = await loadersIn('12.0.0');
    expect(await load(language)).toHaveProperty('query-type.scorecard.label');
  });

  it('are Japanese for those who read Japanese, and English for all who read neither', async () => {
    const [load] = await loadersIn('12.0.0');
    expect(await load('ja-JP')).toMatchObject({ 'query-type': { scorecard: { label: 'スコアカード' } } });
    expect(await load('de-DE')).toEqual({});
  });
});
