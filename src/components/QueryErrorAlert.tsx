import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';
import { QueryField } from '../fields';
import { QueryError } from '../types';

/** Fields whose inputs cannot show an error. */
const silent: readonly string[] = ['format'];

/** Returns a function that gives the errors of a field as text, empty when there are none. */
export function byField(errors: QueryError[]) {
  return (field: QueryField) =>
    errors
      .filter((error) => error.field === field)
      .map(({ message }) => message)
      .join(' ');
}

/** Shows the errors that no field shows. */
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
