import { QueryEditorProps } from '@grafana/data';
import { Alert, Field, RadioButtonGroup, Stack } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import { OkrDataSource } from '../datasource';
import { fieldsOf, formatsOf, QueryField, withType } from '../fields';
import { comparisonText, formatText, grainText, lineText, queryText, queryTypeText, roleText } from '../strings';
import { comparisons, grains, lines, OkrOptions, OkrQuery, QueryType, queryTypes, roles } from '../types';
import { overviewMetrics } from '../names';
import { ChooseMany, ChooseOne } from './Choice';
import { FilterList } from './FilterList';
import {
  metricOption,
  namedOption,
  objectiveOption,
  periodOption,
  textOption,
  variableOptions,
  wordOptions,
} from './options';
import { useLookup } from './useLookup';

type Props = QueryEditorProps<OkrDataSource, OkrQuery, OkrOptions>;

const overviewOption = {
  value: overviewMetrics,
  label: queryText.overview,
  description: queryText.overviewDescription,
};

export function QueryEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const { locale, queryType = 'scorecard' } = query;
  const typeId = useId();
  const formatId = useId();
  const metrics = useLookup(useCallback(() => datasource.metrics(locale), [datasource, locale]));
  const objectives = useLookup(useCallback(() => datasource.objectives(locale), [datasource, locale]));
  const teams = useLookup(useCallback(() => datasource.teams(locale), [datasource, locale]));
  const periods = useLookup(useCallback(() => datasource.periods(locale), [datasource, locale]));
  const variables = variableOptions();
  const failure = [metrics, objectives, teams, periods].find(({ error }) => error)?.error;

  const ask = (next: OkrQuery) => {
    onChange(next);
    onRunQuery();
  };
  const set = (part: Partial<OkrQuery>) => ask({ ...query, ...part });
  const shows = (field: QueryField) => fieldsOf[queryType].includes(field);

  const chosen = datasource.expandAll(query.metrics) ?? [];
  const segments = [
    ...new Set(metrics.items.filter(({ name }) => chosen.includes(name)).flatMap((metric) => metric.segments)),
  ];

  return (
    <Stack direction="column" gap={2}>
      {failure && (
        <Alert severity="warning" title={`${queryText.lookupFailed}: ${failure}`}>
          {queryText.lookupFailedHint}
        </Alert>
      )}
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        <Field label={queryText.type} htmlFor={typeId} noMargin>
          <RadioButtonGroup<QueryType>
            id={typeId}
            options={wordOptions(queryTypes, queryTypeText)}
            value={queryType}
            onChange={(type) => ask(withType(query, type))}
          />
        </Field>
        {shows('format') && (
          <Field label={queryText.format} htmlFor={formatId} noMargin>
            <RadioButtonGroup
              id={formatId}
              options={wordOptions(formatsOf[queryType] ?? [], formatText)}
              value={query.format ?? 'table'}
              onChange={(format) => set({ format })}
            />
          </Field>
        )}
      </Stack>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        {shows('metrics') && (
          <ChooseMany
            label={queryText.metrics}
            options={[overviewOption, ...variables, ...metrics.items.map(metricOption)]}
            placeholder={queryType === 'series' ? queryText.metricsRequired : queryText.metricsAll}
            value={query.metrics}
            onChange={(names) => set({ metrics: names })}
            open={Boolean(failure)}
            wide
          />
        )}
        {shows('roles') && (
          <ChooseMany
            label={queryText.roles}
            options={wordOptions(roles, roleText)}
            placeholder={queryText.rolesAll}
            value={query.roles}
            onChange={(parts) => set({ roles: parts })}
          />
        )}
        {shows('objective') && (
          <ChooseOne
            label={queryText.objective}
            options={[...variables, ...objectives.items.map(objectiveOption)]}
            placeholder={queryText.objectiveAll}
            value={query.objective}
            onChange={(objective) => set({ objective })}
            open={Boolean(failure)}
          />
        )}
        {shows('team') && (
          <ChooseOne
            label={queryText.team}
            options={[...variables, ...teams.items.map(namedOption)]}
            placeholder={queryText.teamAll}
            value={query.team}
            onChange={(team) => set({ team })}
            open={Boolean(failure)}
          />
        )}
        {shows('period') && (
          <ChooseOne
            label={queryText.period}
            options={[...variables, ...periods.items.map(periodOption)]}
            placeholder={queryText.periodAuto}
            value={query.period}
            onChange={(period) => set({ period })}
            open={Boolean(failure)}
          />
        )}
        {shows('grain') && (
          <ChooseOne
            label={queryText.grain}
            options={[...wordOptions(grains, grainText), ...variables]}
            placeholder={grainText.auto}
            value={query.grain}
            onChange={(grain) => set({ grain })}
          />
        )}
        {shows('lines') && (
          <ChooseMany
            label={queryText.lines}
            options={wordOptions(lines, lineText)}
            placeholder={queryText.linesDefault}
            value={query.lines}
            onChange={(chosenLines) => set({ lines: chosenLines })}
          />
        )}
        {shows('compare') && (
          <ChooseMany
            label={queryText.compare}
            options={wordOptions(comparisons, comparisonText)}
            placeholder={queryText.compareNone}
            value={query.compare}
            onChange={(compare) => set({ compare })}
          />
        )}
        {shows('groupBy') && (
          <ChooseMany
            label={queryText.groupBy}
            options={[...segments.map(textOption), ...variables]}
            placeholder={queryText.groupByNone}
            value={query.groupBy}
            onChange={(groupBy) => set({ groupBy })}
            open={segments.length === 0}
          />
        )}
      </Stack>
      {shows('filters') && (
        <FilterList
          datasource={datasource}
          metric={chosen.find((name) => name !== overviewMetrics)}
          filters={query.filters ?? []}
          onChange={(filters) => set({ filters: filters.length > 0 ? filters : undefined })}
        />
      )}
    </Stack>
  );
}
