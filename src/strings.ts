import { t } from '@grafana/i18n';
import {
  Comparison,
  EntryKind,
  External,
  Format,
  Grain,
  Line,
  Lookup,
  QueryType,
  relativePeriods,
  Role,
  TLSMode,
} from './types';

// The texts of every fixed list in the editors. They are functions, because the language is known only when they are shown.

/** Options for texts with values: React escapes them already. */
export const asIs = { interpolation: { escapeValue: false } };

export interface Wording {
  label: string;
  description: string;
}

export const queryTypeText = (): Record<QueryType, Wording> => ({
  scorecard: {
    label: t('query-type.scorecard.label', 'Scorecard'),
    description: t('query-type.scorecard.description', 'Where North Star, key results and KPIs stand'),
  },
  series: {
    label: t('query-type.series.label', 'Time series'),
    description: t('query-type.series.description', 'How metrics develop, beside target and past'),
  },
  objectives: {
    label: t('query-type.objectives.label', 'Objectives'),
    description: t('query-type.objectives.description', 'Why each matters, who decides, how it stands'),
  },
  alerts: {
    label: t('query-type.alerts.label', 'Alerts'),
    description: t('query-type.alerts.description', 'What fires, why the rest is quiet, what to do'),
  },
  journal: {
    label: t('query-type.journal.label', 'Journal'),
    description: t('query-type.journal.description', 'What was said, decided and learned'),
  },
  tree: {
    label: t('query-type.tree.label', 'Metric tree'),
    description: t('query-type.tree.description', 'What drives the North Star, as a Node graph'),
  },
  definitions: {
    label: t('query-type.definitions.label', 'Definitions'),
    description: t('query-type.definitions.description', 'What metrics mean and where they come from'),
  },
});

export const formatText = (): Record<Format, Wording> => ({
  table: {
    label: t('format.table.label', 'Table'),
    description: t('format.table.description', 'One row each'),
  },
  stat: {
    label: t('format.stat.label', 'Tiles'),
    description: t('format.stat.description', 'Value, sparkline and colour, for a Stat panel'),
  },
  timeline: {
    label: t('format.timeline.label', 'Timeline'),
    description: t('format.timeline.description', 'What each rule would have done, for a State timeline'),
  },
  alert: {
    label: t('format.alert.label', 'For alerting'),
    description: t('format.alert.description', 'Numbers with stable labels, which alerting evaluates'),
  },
  observed: {
    label: t('format.observed.label', 'Observed values'),
    description: t('format.observed.description', 'The value behind each alert, for its message'),
  },
  multi: {
    label: t('format.multi.label', 'Multi-frame'),
    description: t('format.multi.description', 'A frame for each line, for older panels and transformations'),
  },
  annotations: {
    label: t('format.annotations.label', 'Annotations'),
    description: t('format.annotations.description', 'Entries as marks on charts'),
  },
});

export const roleText = (): Record<Role, string> => ({
  north_star: t('role.north-star', 'North Star'),
  objective: t('role.objective', 'Objective'),
  key_result: t('role.key-result', 'Key result'),
  kpi_main: t('role.kpi-main', 'Main KPI'),
  kpi_monitoring: t('role.kpi-monitoring', 'Monitoring KPI'),
  metric: t('role.metric', 'Other metric'),
});

export const grainText = (): Record<Grain, string> => ({
  auto: t('grain.auto', 'Automatic'),
  hour: t('grain.hour', 'Hour'),
  day: t('grain.day', 'Day'),
  week: t('grain.week', 'Week'),
  month: t('grain.month', 'Month'),
  quarter: t('grain.quarter', 'Quarter'),
});

export const periodText = (): Record<(typeof relativePeriods)[number], Wording> => ({
  current: {
    label: t('period.current.label', 'Current'),
    description: t('period.current.description', 'In which the time range ends'),
  },
  previous: {
    label: t('period.previous.label', 'Previous'),
    description: t('period.previous.description', 'The one before'),
  },
  next: {
    label: t('period.next.label', 'Next'),
    description: t('period.next.description', 'The one after'),
  },
});

export const lineText = (): Record<Line, Wording> => ({
  value: {
    label: t('line.value.label', 'Value'),
    description: t('line.value.description', 'In each bucket of time'),
  },
  target: {
    label: t('line.target.label', 'Target'),
    description: t('line.target.description', 'A light line'),
  },
  baseline: {
    label: t('line.baseline.label', 'Baseline'),
    description: t('line.baseline.description', 'The median before the period'),
  },
  cumulative: {
    label: t('line.cumulative.label', 'Cumulative'),
    description: t('line.cumulative.description', 'Since the period started'),
  },
  anomaly: {
    label: t('line.anomaly.label', 'Unusual values'),
    description: t('line.anomaly.description', 'Values far from those before'),
  },
  limit_low: {
    label: t('line.limit_low.label', 'Lower limit'),
    description: t('line.limit_low.description', 'Below it a value is unusual'),
  },
  limit_high: {
    label: t('line.limit_high.label', 'Upper limit'),
    description: t('line.limit_high.description', 'Above it a value is unusual'),
  },
  normal: {
    label: t('line.normal.label', 'Without the sale'),
    description: t('line.normal.description', 'What the value would be, in times tagged sale or campaign'),
  },
});

export const comparisonText = (): Record<Comparison, Wording> => ({
  previous: {
    label: t('comparison.previous.label', 'Bucket before'),
    description: t('comparison.previous.description', 'The one right before'),
  },
  week_ago: {
    label: t('comparison.week-ago.label', 'Week ago'),
    description: t('comparison.week-ago.description', 'Seven days back'),
  },
  month_ago: {
    label: t('comparison.month-ago.label', 'Month ago'),
    description: t('comparison.month-ago.description', 'Four weeks back, or the month before'),
  },
  year_ago: {
    label: t('comparison.year-ago.label', 'Year ago'),
    description: t('comparison.year-ago.description', '52 weeks back, on the same weekdays'),
  },
});

export const kindText = (): Record<EntryKind, string> => ({
  check_in: t('kind.check-in', 'Check-in'),
  bet: t('kind.bet', 'Bet'),
  learning: t('kind.learning', 'Learning'),
  blocker: t('kind.blocker', 'Blocker'),
  experiment: t('kind.experiment', 'Experiment'),
  decision: t('kind.decision', 'Decision'),
  interview: t('kind.interview', 'Interview'),
  annotation: t('kind.annotation', 'Annotation'),
  review: t('kind.review', 'Review'),
  definition: t('kind.definition', 'Change of a definition'),
});

export const externalText = (): Record<External, Wording> => ({
  only: {
    label: t('external.only.label', 'Only these'),
    description: t('external.only.description', 'Metrics that outside forces move'),
  },
  without: {
    label: t('external.without.label', 'All others'),
    description: t('external.without.description', 'Metrics that are in our own hands'),
  },
});

export const openText = (): Record<'open', Wording> => ({
  open: {
    label: t('open.label', 'Only open ones'),
    description: t('open.description', 'Bets, blockers and experiments that nobody has closed, however old'),
  },
});

export const lookupText = (): Record<Lookup, string> => ({
  metrics: t('lookup.metrics', 'Metrics'),
  objectives: t('lookup.objectives', 'Objectives'),
  teams: t('lookup.teams', 'Teams'),
  owners: t('lookup.owners', 'Owners'),
  periods: t('lookup.periods', 'Periods'),
  rules: t('lookup.rules', 'Alert rules'),
  segments: t('lookup.segments', 'Segments'),
  segment_values: t('lookup.segment-values', 'Values of a segment'),
});

export const tlsModeText = (): Record<TLSMode, Wording> => ({
  disable: {
    label: t('tls-mode.disable.label', 'Off'),
    description: t('tls-mode.disable.description', 'Nothing is encrypted. Only for a database on this machine'),
  },
  require: {
    label: t('tls-mode.require.label', 'Encrypt'),
    description: t('tls-mode.require.description', 'Encrypted, without checking who answers'),
  },
  'verify-ca': {
    label: t('tls-mode.verify-ca.label', 'Verify the authority'),
    description: t('tls-mode.verify-ca.description', 'The certificate must come from a trusted authority'),
  },
  'verify-full': {
    label: t('tls-mode.verify-full.label', 'Verify all'),
    description: t('tls-mode.verify-full.description', 'The certificate must also carry the name of the host'),
  },
});
