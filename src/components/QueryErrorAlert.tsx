import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';
import { QueryField } from '../fields';
import { QueryError } from '../types';

/** Fields that have no room for a message of their own. */
const silent: readonly string[] = ['format'];

/** Finds what is wrong with one field, empty when nothing is. */
export function byField(errors: QueryError[]) {
  return (field: QueryField) =>
    errors
      .filter((error) => error.field === field)
      .map(({ message }) => message)
      .join(' ');
}

/** Errors that no field shows. */
export function QueryErrorAlert({ errors, fields }: { errors: QueryError[]; fields: readonly QueryField[] }) {
  const shown: readonly string[] = fields.filter((field) => !silent.includes(field));
  const rest = errors.filter(({ field = '' }) => !shown.includes(field));
  return rest.length === 0 ? null : (
    <Alert bottomSpacing={0} severity="warning" title={t('query-errors.title', 'This query cannot be answered')}>
      {rest.map(({ message }) => (
        <div key={message}>{message}</div>
      ))}
    </Alert>
  );
}
