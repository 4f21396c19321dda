import { getTemplateSrv } from '@grafana/runtime';
import { ComboboxOption } from '@grafana/ui';
import { queryText, roleText, Wording } from '../strings';
import { MetricInfo, ObjectiveInfo, PeriodInfo } from '../types';

/** Options of a fixed list of words. */
export function wordOptions<T extends string>(
  words: readonly T[],
  text: Record<T, string | Wording>
): Array<ComboboxOption<T>> {
  return words.map((value) => {
    const wording: string | Wording = text[value];
    return typeof wording === 'string' ? { value, label: wording } : { value, ...wording };
  });
}

/** Options that stand for whatever a dashboard variable is set to. */
export function variableOptions(): ComboboxOption[] {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: queryText.variable }));
}

export function metricOption({ name, title, roles }: MetricInfo): ComboboxOption {
  const parts = roles.map((role) => roleText[role]);
  return { value: name, label: title || name, description: [name, ...parts].join(' · ') };
}

export function objectiveOption({ name, title, period, team }: ObjectiveInfo): ComboboxOption {
  return { value: name, label: title || name, description: [period, team].filter(Boolean).join(' · ') };
}

export function periodOption({ name, title, start, end }: PeriodInfo): ComboboxOption {
  return { value: name, label: title || name, description: `${start} – ${end}` };
}

export function namedOption({ name, title }: { name: string; title: string }): ComboboxOption {
  return { value: name, label: title || name };
}

export function textOption(value: string): ComboboxOption {
  return { value, label: value };
}
