import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';
import { asIs } from '../strings';
import { CatalogLists } from './useCatalog';

/** Tells why there is nothing to choose from, and what to do about it. */
export function CatalogAlert({ catalog: { failure, empty } }: { catalog: CatalogLists }) {
  if (failure) {
    return (
      <Alert
        bottomSpacing={0}
        severity="warning"
        title={t('catalog.failed', 'The lists of choices could not be loaded: {{reason}}', {
          reason: failure,
          ...asIs,
        })}
      >
        {t('catalog.failed-hint', 'Names can still be typed in. Check the data source with “Save & test”.')}
      </Alert>
    );
  }
  return empty ? (
    <Alert bottomSpacing={0} severity="info" title={t('catalog.empty', 'The catalog has no metrics yet')}>
      {t('catalog.empty-hint', 'Write the first ones in YAML and apply them: okr apply catalog/')}
    </Alert>
  ) : null;
}
