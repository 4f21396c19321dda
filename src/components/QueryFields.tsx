import { t } from '@grafana/i18n';
import { Stack } from '@grafana/ui';
import React from 'react';
import { fieldsOf, QueryField } from '../fields';
import { Lookups, Variables } from '../lookups';
import {
  comparisonText,
  externalText,
  grainText,
  kindText,
  lineText,
  openText,
  periodText,
  roleText,
} from '../strings';
import {
  comparisons,
  entryKinds,
  External,
  externals,
  grains,
  lines,
  OkrQuery,
  overviewMetrics,
  relativePeriods,
  roles,
} from '../types';
import { ChooseMany, ChooseOne } from './Choice';
import { FilterChips } from './FilterChips';
import {
  metricOption,
  namedOption,
  objectiveOption,
  overviewOption,
  periodOption,
  ruleOption,
  textOption,
  variableOptions,
  wordOptions,
} from './options';
import { CatalogLists } from './useCatalog';

interface Props {
  datasource: Lookups & Variables;
  query: OkrQuery;
  catalog: CatalogLists;
  /** What is wrong with a field; empty when nothing is. */
  errorOf: (field: QueryField) => string;
  onChange: (part: Partial<OkrQuery>) => void;
}

/** The fields that matter to a type of query. */
export function QueryFields({ datasource, query, catalog, errorOf, onChange }: Props) {
  const { queryType = 'scorecard' } = query;
  const { metrics, objectives, teams, periods, rules } = catalog;
  const shown = fieldsOf[queryType];
  const shows = (field: QueryField) => shown.includes(field);
  const variables = variableOptions();
  const allMetrics = t('fields.metrics.all', 'All metrics');

  const chosen = datasource.expandAll(query.metrics) ?? [];
  const segments = [
    ...new Set(metrics.items.filter(({ name }) => chosen.includes(name)).flatMap((metric) => metric.segments)),
  ];
  /** Properties of every list of names. Names can be typed where the catalog could not be loaded. */
  const named = (list: { loading: boolean; error: string }, field: QueryField) => ({
    loading: list.loading,
    open: Boolean(list.error),
    error: errorOf(field),
  });

  return (
    <Stack direction="column" gap={2}>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        {shows('kinds') && (
          <ChooseMany
            label={t('fields.kinds.label', 'Kinds of entries')}
            options={wordOptions(entryKinds, kindText())}
            placeholder={t('fields.kinds.all', 'All kinds')}
            value={query.kinds}
            error={errorOf('kinds')}
            onChange={(kinds) => onChange({ kinds })}
          />
        )}
        {shows('open') && (
          <ChooseOne
            label={t('fields.open.label', 'State of entries')}
            options={wordOptions(['open'], openText())}
            placeholder={t('fields.open.all', 'Open and closed')}
            value={query.open ? 'open' : undefined}
            error={errorOf('open')}
            onChange={(state) => onChange({ open: state ? true : undefined })}
          />
        )}
        {shows('rules') && (
          <ChooseMany
            {...named(rules, 'rules')}
            label={t('fields.rules.label', 'Alert rules')}
            options={[...variables, ...rules.items.map(ruleOption)]}
            placeholder={t('fields.rules.all', 'All rules')}
            value={query.rules}
            onChange={(names) => onChange({ rules: names })}
          />
        )}
        {shows('metrics') && (
          <ChooseMany
            {...named(metrics, 'metrics')}
            label={t('fields.metrics.label', 'Metrics')}
            options={[overviewOption(), ...variables, ...metrics.items.map(metricOption)]}
            placeholder={
              queryType === 'series' ? t('fields.metrics.required', 'Choose at least one metric') : allMetrics
            }
            value={query.metrics}
            onChange={(names) => onChange({ metrics: names })}
            wide
          />
        )}
        {shows('roles') && (
          <ChooseMany
            label={t('fields.roles.label', 'Role')}
            options={wordOptions(roles, roleText())}
            placeholder={t('fields.roles.all', 'All but objectives')}
            value={query.roles}
            error={errorOf('roles')}
            onChange={(parts) => onChange({ roles: parts })}
          />
        )}
        {shows('objective') && (
          <ChooseOne
            {...named(objectives, 'objective')}
            label={t('fields.objective.label', 'Objective')}
            options={[...variables, ...objectives.items.map(objectiveOption)]}
            placeholder={t('fields.objective.all', 'All objectives')}
            value={query.objective}
            onChange={(objective) => onChange({ objective })}
          />
        )}
        {shows('team') && (
          <ChooseOne
            {...named(teams, 'team')}
            label={t('fields.team.label', 'Team')}
            options={[...variables, ...teams.items.map(namedOption)]}
            placeholder={t('fields.team.all', 'All teams')}
            value={query.team}
            onChange={(team) => onChange({ team })}
          />
        )}
        {shows('period') && (
          <ChooseOne
            {...named(periods, 'period')}
            label={t('fields.period.label', 'Period')}
            options={[...wordOptions(relativePeriods, periodText()), ...variables, ...periods.items.map(periodOption)]}
            placeholder={t('fields.period.auto', 'At the end of the time range')}
            value={query.period}
            onChange={(period) => onChange({ period })}
          />
        )}
        {shows('grain') && (
          <ChooseOne
            label={t('fields.grain.label', 'Bucket')}
            options={[...wordOptions(grains, grainText()), ...variables]}
            placeholder={grainText().auto}
            value={query.grain}
            error={errorOf('grain')}
            onChange={(grain) => onChange({ grain })}
          />
        )}
        {shows('lines') && (
          <ChooseMany
            label={t('fields.lines.label', 'Lines')}
            options={wordOptions(lines, lineText())}
            placeholder={lineText().value.label}
            value={query.lines}
            error={errorOf('lines')}
            onChange={(chosenLines) => onChange({ lines: chosenLines })}
          />
        )}
        {shows('compare') && (
          <ChooseMany
            label={t('fields.compare.label', 'Compare with')}
            options={wordOptions(comparisons, comparisonText())}
            placeholder={t('fields.compare.none', 'Nothing')}
            value={query.compare}
            error={errorOf('compare')}
            onChange={(compare) => onChange({ compare })}
          />
        )}
        {shows('groupBy') && (
          <ChooseMany
            label={t('fields.group-by.label', 'Group by')}
            options={[...segments.map(textOption), ...variables]}
            placeholder={t('fields.group-by.none', 'Nothing')}
            value={query.groupBy}
            error={errorOf('groupBy')}
            onChange={(groupBy) => onChange({ groupBy })}
            open={segments.length === 0}
          />
        )}
        {shows('external') && (
          <ChooseOne
            label={t('fields.external.label', 'Moved by outside forces')}
            options={wordOptions(externals, externalText())}
            placeholder={t('fields.external.all', 'Shown with the others')}
            value={query.external}
            error={errorOf('external')}
            // The list has only these options.
            onChange={(external) => onChange({ external: external as External | undefined })}
          />
        )}
      </Stack>
      {shows('filters') && (
        <FilterChips
          datasource={datasource}
          metric={chosen.find((name) => name !== overviewMetrics)}
          filters={query.filters ?? []}
          error={errorOf('filters')}
          onChange={(filters) => onChange({ filters: filters.length > 0 ? filters : undefined })}
        />
      )}
    </Stack>
  );
}
