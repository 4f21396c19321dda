import { t } from '@grafana/i18n';
import { Combobox, Field, Stack, Text } from '@grafana/ui';
import React, { useId } from 'react';
import { VariableSource } from '../lookups';
import { anyName } from '../names';
import { asIs, lookupText } from '../strings';
import { lookups, OkrVariableQuery } from '../types';
import { ChooseOne } from './Choice';
import { metricOption, textOption, variableOptions, wordOptions } from './options';
import { useLookup } from './useLookup';

interface Props {
  datasource: VariableSource;
  query: OkrVariableQuery;
  onChange: (query: OkrVariableQuery) => void;
}

/** Chooses what a dashboard variable lists. */
export function VariableEditor({ datasource, query, onChange }: Props) {
  const { lookup = 'metrics', metric, segment } = query;
  const id = useId();
  const ofSegments = lookup === 'segments' || lookup === 'segment_values';
  const metrics = useLookup(async () => (ofSegments ? datasource.metrics() : []), [datasource, ofSegments]);
  const name = datasource.expand(metric);
  const segments = useLookup(
    async () => (lookup === 'segment_values' ? datasource.segments({ metric: name }) : []),
    [datasource, lookup, name]
  );
  const variables = variableOptions();

  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        <Field label={t('variable.lookup', 'List')} htmlFor={id} noMargin>
          <Combobox
            id={id}
            width={28}
            options={wordOptions(lookups, lookupText())}
            value={lookup}
            onChange={({ value }) => onChange({ refId: query.refId, lookup: value })}
          />
        </Field>
        {ofSegments && (
          <ChooseOne
            label={t('variable.metric.label', 'Metric')}
            options={[...variables, ...metrics.items.map(metricOption)]}
            loading={metrics.loading}
            error={metrics.error}
            placeholder={t('variable.metric.any', 'Any metric')}
            value={metric}
            onChange={(value) => onChange({ ...query, metric: value })}
            open={Boolean(metrics.error)}
          />
        )}
        {lookup === 'segment_values' && (
          <ChooseOne
            label={t('variable.segment.label', 'Segment')}
            options={[...variables, ...segments.items.map(({ key }) => textOption(key))]}
            loading={segments.loading}
            error={segments.error}
            placeholder={t('variable.segment.placeholder', 'Choose a segment')}
            value={segment}
            onChange={(value) => onChange({ ...query, segment: value })}
            open={Boolean(segments.error)}
          />
        )}
      </Stack>
      <Text variant="bodySmall" color="secondary">
        {t(
          'variable.all',
          'People see titles; queries get names. With “Include All option”, enter {{any}} as the custom all value, so that “All” narrows nothing.',
          { any: anyName, ...asIs }
        )}
      </Text>
    </Stack>
  );
}
