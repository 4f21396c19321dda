import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { OkrDataSource } from './datasource';
import { OkrOptions, OkrQuery, OkrSecrets } from './types';

export const plugin = new DataSourcePlugin<OkrDataSource, OkrQuery, OkrOptions, OkrSecrets>(OkrDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
