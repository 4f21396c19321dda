import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';
import { OkrQuery, schema } from '../types';

/** Replaces the editor where the query is of a newer version: editing would lose what this version does not know. */
export function NewerQuery({ query }: { query: OkrQuery }) {
  return (
    <Alert
      bottomSpacing={0}
      severity="warning"
      title={t(
        'newer.title',
        'This query was written by a newer version of the plugin. Update the plugin to change it.'
      )}
    >
      {t(
        'newer.versions',
        'The query has version {{theirs}} of the model; this plugin knows it up to version {{ours}}.',
        {
          theirs: query.schema,
          ours: schema,
        }
      )}
    </Alert>
  );
}
