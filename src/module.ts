import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { QueryHelp } from './components/QueryHelp';
import { OkrDataSource } from './datasource';
import { loadTranslations } from './translations';
import { OkrOptions, OkrQuery, OkrSecrets } from './types';

await loadTranslations();

export const plugin = new DataSourcePlugin<OkrDataSource, OkrQuery, OkrOptions, OkrSecrets>(OkrDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
