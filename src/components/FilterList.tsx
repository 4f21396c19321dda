import { Button, Combobox, IconButton, Stack } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import { OkrDataSource } from '../datasource';
import { queryText } from '../strings';
import { Filter, operators } from '../types';
import { textOption, variableOptions } from './options';
import { useLookup } from './useLookup';

interface Props {
  datasource: OkrDataSource;
  /** Whose segments are offered. */
  metric?: string;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

/** Conditions on segments, all of which must hold. */
export function FilterList({ datasource, metric, filters, onChange }: Props) {
  const id = useId();
  const segments = useLookup(
    useCallback(async () => (metric ? datasource.segments(metric) : []), [datasource, metric])
  );
  const variables = variableOptions();
  const replace = (index: number, part: Partial<Filter>) =>
    onChange(filters.map((filter, i) => (i === index ? { ...filter, ...part } : filter)));
  const valuesOf = (key: string) => segments.items.find((segment) => segment.key === key)?.values ?? [];

  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      <span id={`${id}key`} hidden>
        {queryText.filterKey}
      </span>
      <span id={`${id}operator`} hidden>
        {queryText.filterOperator}
      </span>
      <span id={`${id}value`} hidden>
        {queryText.filterValue}
      </span>
      {filters.map((filter, index) => (
        // A filter has no identity but its place.
        <Stack key={index} direction="row" gap={1} alignItems="center">
          <Combobox
            aria-labelledby={`${id}key`}
            width={20}
            options={segments.items.map(({ key }) => textOption(key))}
            placeholder={queryText.filterKey}
            createCustomValue={segments.items.length === 0}
            value={filter.key || null}
            onChange={({ value }) => replace(index, { key: value })}
          />
          <Combobox
            aria-labelledby={`${id}operator`}
            width={10}
            options={operators.map((value) => ({ value, label: value }))}
            value={filter.operator}
            onChange={({ value }) => replace(index, { operator: value })}
          />
          <Combobox
            aria-labelledby={`${id}value`}
            width={28}
            options={[...valuesOf(filter.key).map(textOption), ...variables]}
            placeholder={queryText.filterValue}
            createCustomValue
            value={filter.value || null}
            onChange={({ value }) => replace(index, { value })}
          />
          <IconButton
            name="trash-alt"
            aria-label={queryText.removeFilter}
            onClick={() => onChange(filters.filter((_, i) => i !== index))}
          />
        </Stack>
      ))}
      <Button
        variant="secondary"
        size="sm"
        icon="plus"
        onClick={() => onChange([...filters, { key: '', operator: '=', value: '' }])}
      >
        {queryText.addFilter}
      </Button>
    </Stack>
  );
}
