import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Combobox, FieldValidationMessage, IconButton, Stack, useStyles2 } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { Lookups } from '../lookups';
import { asIs } from '../strings';
import { Filter, operators } from '../types';
import { textOption, variableOptions } from './options';
import { useLookup } from './useLookup';

interface Props {
  datasource: Pick<Lookups, 'segments'>;
  /** Whose segments are offered: those of all metrics when empty. */
  metric?: string;
  filters: Filter[];
  error?: string;
  onChange: (filters: Filter[]) => void;
}

/** A filter while it is edited, with its index in the list. A new one has the index after the last. */
interface Draft extends Filter {
  index: number;
}

/** Filters on segments, shown as chips. All of them must hold. A filter takes effect when it is complete. */
export function FilterChips({ datasource, metric, filters, error, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const [draft, setDraft] = useState<Draft>();

  const write = (next: Draft) => {
    const { index, ...filter } = next;
    if (!filter.key || !filter.value) {
      return setDraft(next);
    }
    setDraft(undefined);
    onChange(index < filters.length ? filters.map((old, i) => (i === index ? filter : old)) : [...filters, filter]);
  };
  return (
    <div role="group" aria-labelledby={id}>
      <div className={styles.label} id={id}>
        {t('filters.label', 'Filters')}
      </div>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {filters.map((filter, index) => (
          // The index identifies a filter: nothing else does.
          <span key={index} className={styles.chip}>
            <button type="button" className={styles.text} onClick={() => setDraft({ ...filter, index })}>
              {written(filter)}
            </button>
            <IconButton
              name="times"
              size="sm"
              aria-label={t('filters.remove', 'Remove filter {{filter}}', { filter: written(filter), ...asIs })}
              onClick={() => {
                setDraft(undefined);
                onChange(filters.filter((_, i) => i !== index));
              }}
            />
          </span>
        ))}
        {draft ? (
          <FilterDraft
            datasource={datasource}
            metric={metric}
            draft={draft}
            onChange={write}
            onCancel={() => setDraft(undefined)}
          />
        ) : (
          <Button
            variant="secondary"
            size="sm"
            icon="plus"
            onClick={() => setDraft({ index: filters.length, key: '', operator: '=', value: '' })}
          >
            {t('filters.add', 'Add filter')}
          </Button>
        )}
      </Stack>
      {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
    </div>
  );
}

function written({ key, operator, value }: Filter): string {
  return `${key} ${operator} ${value}`;
}

interface FilterDraftProps extends Pick<Props, 'datasource' | 'metric'> {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onCancel: () => void;
}

function FilterDraft({ datasource, metric, draft, onChange, onCancel }: FilterDraftProps) {
  const id = useId();
  const segments = useLookup(() => datasource.segments({ metric }), [datasource, metric]);
  const values = segments.items.find(({ key }) => key === draft.key)?.values ?? [];
  const words = {
    key: t('filters.segment', 'Segment'),
    operator: t('filters.operator', 'Operator'),
    value: t('filters.value', 'Value'),
  };
  return (
    <Stack direction="row" gap={0.5} alignItems="center">
      {Object.entries(words).map(([part, word]) => (
        <span key={part} id={`${id}${part}`} hidden>
          {word}
        </span>
      ))}
      <Combobox
        aria-labelledby={`${id}key`}
        width={20}
        options={[...segments.items.map(({ key }) => textOption(key)), ...variableOptions()]}
        placeholder={segments.loading ? t('choice.loading', 'Loading …') : words.key}
        createCustomValue={segments.items.length === 0}
        value={draft.key || null}
        onChange={({ value }) => onChange({ ...draft, key: value, value: '' })}
      />
      <Combobox
        aria-labelledby={`${id}operator`}
        width={10}
        options={operators.map((value) => ({ value, label: value }))}
        value={draft.operator}
        onChange={({ value }) => onChange({ ...draft, operator: value })}
      />
      <Combobox
        aria-labelledby={`${id}value`}
        width={28}
        options={[...values.map(textOption), ...variableOptions()]}
        placeholder={words.value}
        createCustomValue
        value={draft.value || null}
        onChange={({ value }) => onChange({ ...draft, value })}
      />
      <IconButton name="times" aria-label={t('filters.cancel', 'Leave the filter as it was')} onClick={onCancel} />
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  label: css({ ...theme.typography.bodySmall, fontWeight: theme.typography.fontWeightMedium, marginBottom: 4 }),
  chip: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0, 0.5, 0, 1),
    height: theme.spacing(theme.components.height.sm),
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.pill,
  }),
  text: css({
    ...theme.typography.bodySmall,
    background: 'none',
    border: 'none',
    color: 'inherit',
    padding: 0,
    whiteSpace: 'nowrap',
  }),
});
