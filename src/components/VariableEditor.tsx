import { Combobox, Field, Stack } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import type { OkrDataSource } from '../datasource';
import { lookupText, variableText } from '../strings';
import { lookups, OkrVariableQuery } from '../types';
import { ChooseOne } from './Choice';
import { metricOption, textOption, variableOptions, wordOptions } from './options';
import { useLookup } from './useLookup';

interface Props {
  datasource: OkrDataSource;
  query: OkrVariableQuery;
  onChange: (query: OkrVariableQuery) => void;
}

/** Chooses what a dashboard variable lists. */
export function VariableEditor({ datasource, query, onChange }: Props) {
  const { lookup = 'metrics', metric, segment } = query;
  const id = useId();
  const metrics = useLookup(useCallback(() => datasource.metrics(), [datasource]));
  const name = datasource.expand(metric);
  const segments = useLookup(useCallback(async () => (name ? datasource.segments(name) : []), [datasource, name]));
  const variables = variableOptions();

  return (
    <Stack direction="row" gap={2} wrap="wrap">
      <Field label={variableText.lookup} htmlFor={id} noMargin>
        <Combobox
          id={id}
          width={28}
          options={wordOptions(lookups, lookupText)}
          value={lookup}
          onChange={({ value }) => onChange({ refId: query.refId, lookup: value })}
        />
      </Field>
      {(lookup === 'segments' || lookup === 'segment_values') && (
        <ChooseOne
          label={variableText.metric}
          options={[...variables, ...metrics.items.map(metricOption)]}
          error={metrics.error}
          placeholder={variableText.metricPlaceholder}
          value={metric}
          onChange={(value) => onChange({ ...query, metric: value })}
          open={Boolean(metrics.error)}
        />
      )}
      {lookup === 'segment_values' && (
        <ChooseOne
          label={variableText.segment}
          options={[...variables, ...segments.items.map(({ key }) => textOption(key))]}
          error={segments.error}
          placeholder={variableText.segmentPlaceholder}
          value={segment}
          onChange={(value) => onChange({ ...query, segment: value })}
          open={Boolean(segments.error)}
        />
      )}
    </Stack>
  );
}
