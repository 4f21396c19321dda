import { CoreApp } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Icon, IconName, Stack } from '@grafana/ui';
import React from 'react';
import { alertFormatsOf, fieldsOf, formatsOf, isAlertSafe, isNewer, migrate, withType } from '../fields';
import { EditorSource } from '../lookups';
import { formatText, queryTypeText } from '../strings';
import { OkrQuery, QueryType, queryTypes } from '../types';
import { Cards } from './Cards';
import { CatalogAlert } from './CatalogAlert';
import { NewerQuery } from './NewerQuery';
import { byField, QueryErrorAlert } from './QueryErrorAlert';
import { QueryFields } from './QueryFields';
import { Shape } from './shapes';
import { useCatalog } from './useCatalog';
import { useQueryErrors } from './useQueryErrors';

interface Props {
  app?: CoreApp;
  datasource: EditorSource;
  query: OkrQuery;
  onChange: (query: OkrQuery) => void;
  onRunQuery: () => void;
}

const icons: Record<QueryType, IconName> = {
  scorecard: 'table',
  series: 'graph-bar',
  objectives: 'compass',
  alerts: 'bell',
  journal: 'book-open',
  tree: 'sitemap',
  definitions: 'book',
};

/** Asks for the query type first, and then only for what matters to it. Every choice runs the query at once. */
export function QueryEditor(props: Props) {
  return isNewer(props.query) ? <NewerQuery query={props.query} /> : <Editor {...props} />;
}

function Editor({ app, datasource, query: saved, onChange, onRunQuery }: Props) {
  const query = migrate(saved);
  const { queryType = 'scorecard' } = query;
  const catalog = useCatalog(datasource, fieldsOf[queryType], query.locale);
  const errors = useQueryErrors(datasource, query);

  const alerting = app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
  const offered = alerting ? alertFormatsOf : formatsOf;
  const types = alerting ? queryTypes.filter((type) => alertFormatsOf[type]) : queryTypes;
  const formats = offered[queryType] ?? [];

  const run = (next: OkrQuery) => {
    onChange(next);
    onRunQuery();
  };
  const set = (part: Partial<OkrQuery>) => run({ ...query, ...part });
  const words = queryTypeText();
  const shapes = formatText();

  return (
    <Stack direction="column" gap={2}>
      <CatalogAlert catalog={catalog} />
      {alerting && (
        <Alert
          bottomSpacing={0}
          severity={isAlertSafe(query) ? 'info' : 'warning'}
          title={
            isAlertSafe(query)
              ? t('editor.alerting.title', 'Queries that an alert rule can evaluate')
              : t('editor.alerting.unsafe', 'An alert rule cannot evaluate this query: choose another query type')
          }
        >
          {t(
            'editor.alerting.why',
            'Alerting needs numbers whose labels stay the same. Tables and texts have none, so they are not offered here. Dashboard variables have no value in an alert rule.'
          )}
        </Alert>
      )}
      <Cards
        label={t('editor.query-type', 'Query type')}
        options={types.map((value) => ({
          value,
          ...words[value],
          picture: <Icon name={icons[value]} size="lg" />,
        }))}
        value={queryType}
        onChange={(type) => run(withType(query, type, offered[type]))}
      />
      {formats.length > 1 && (
        <Cards
          label={t('editor.format', 'Format')}
          options={formats.map((value) => ({ value, ...shapes[value], picture: <Shape format={value} /> }))}
          value={query.format ?? formats[0]}
          onChange={(format) => set({ format })}
        />
      )}
      <QueryFields datasource={datasource} query={query} catalog={catalog} errorOf={byField(errors)} onChange={set} />
      <QueryErrorAlert errors={errors} fields={fieldsOf[queryType]} />
    </Stack>
  );
}
