import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { ComboboxOption } from '@grafana/ui';
import { roleText, Wording } from '../strings';
import { MetricInfo, ObjectiveInfo, overviewMetrics, PeriodInfo, RuleInfo } from '../types';

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

/** Dashboard variables as options. */
export function variableOptions(): ComboboxOption[] {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({
      value: `$${name}`,
      label: `$${name}`,
      description: t('options.variable', 'Dashboard variable'),
    }));
}

export function overviewOption(): ComboboxOption {
  return {
    value: overviewMetrics,
    label: t('options.overview.label', 'Overview'),
    description: t('options.overview.description', 'The North Star and the other metrics of the overview'),
  };
}

export function metricOption({ name, title, roles }: MetricInfo): ComboboxOption {
  const words = roleText();
  return { value: name, label: title || name, description: [name, ...roles.map((role) => words[role])].join(' · ') };
}

export function objectiveOption({ name, title, period, team }: ObjectiveInfo): ComboboxOption {
  return { value: name, label: title || name, description: [period, team].filter(Boolean).join(' · ') };
}

export function periodOption({ name, title, start, end }: PeriodInfo): ComboboxOption {
  return { value: name, label: title || name, description: `${start} – ${end}` };
}

export function ruleOption({ name, title, team }: RuleInfo): ComboboxOption {
  return { value: name, label: title || name, description: [name, team].filter(Boolean).join(' · ') };
}

export function namedOption({ name, title }: { name: string; title: string }): ComboboxOption {
  return { value: name, label: title || name };
}

export function textOption(value: string): ComboboxOption {
  return { value, label: value };
}
