import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';
import { QueryField } from '../fields';
import { Problem } from '../types';

/** Fields that have no room for a message of their own. */
const silent: readonly string[] = ['format'];

/** Finds what is wrong with one field, empty when nothing is. */
export function byField(problems: Problem[]) {
  return (field: QueryField) =>
    problems
      .filter((problem) => problem.field === field)
      .map(({ message }) => message)
      .join(' ');
}

/** Problems that no field shows. */
export function ProblemAlert({ problems, fields }: { problems: Problem[]; fields: readonly QueryField[] }) {
  const shown: readonly string[] = fields.filter((field) => !silent.includes(field));
  const rest = problems.filter(({ field = '' }) => !shown.includes(field));
  return rest.length === 0 ? null : (
    <Alert bottomSpacing={0} severity="warning" title={t('problems.title', 'This query cannot be answered')}>
      {rest.map(({ message }) => (
        <div key={message}>{message}</div>
      ))}
    </Alert>
  );
}
