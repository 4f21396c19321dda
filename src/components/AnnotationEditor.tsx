import { t } from '@grafana/i18n';
import { Stack, Text } from '@grafana/ui';
import React from 'react';
import { fieldsOf, isNewer, migrate } from '../fields';
import { EditorSource } from '../lookups';
import { OkrQuery } from '../types';
import { CatalogAlert } from './CatalogAlert';
import { NewerQuery } from './NewerQuery';
import { byField, QueryErrorAlert } from './QueryErrorAlert';
import { QueryFields } from './QueryFields';
import { useCatalog } from './useCatalog';
import { useQueryErrors } from './useQueryErrors';

interface Props {
  datasource: EditorSource;
  query: OkrQuery;
  onChange: (query: OkrQuery) => void;
  onRunQuery: () => void;
}

/** Chooses the entries of the journal that are marked on the charts of a dashboard. */
export function AnnotationEditor(props: Props) {
  return isNewer(props.query) ? <NewerQuery query={props.query} /> : <Entries {...props} />;
}

const fields = fieldsOf.journal;

function Entries({ datasource, query: saved, onChange, onRunQuery }: Props) {
  const query: OkrQuery = { ...migrate(saved), queryType: 'journal', format: 'annotations' };
  const catalog = useCatalog(datasource, fields, query.locale);
  const errors = useQueryErrors(datasource, query);
  return (
    <Stack direction="column" gap={2}>
      <Text color="secondary">
        {t(
          'annotations.intro',
          'Marks what was said, decided and learned, and when the definition of a metric changed.'
        )}
      </Text>
      <CatalogAlert catalog={catalog} />
      <QueryFields
        datasource={datasource}
        query={query}
        catalog={catalog}
        errorOf={byField(errors)}
        onChange={(part) => {
          onChange({ ...query, ...part });
          onRunQuery();
        }}
      />
      <QueryErrorAlert errors={errors} fields={fields} />
    </Stack>
  );
}
