import { Comparison, Format, Grain, Line, Lookup, QueryType, Role, TLSMode } from './types';

// Every text that the editors show, in one place.

export interface Wording {
  label: string;
  description: string;
}

export const queryTypeText: Record<QueryType, Wording> = {
  scorecard: { label: 'Scorecard', description: 'Where every objective, key result and KPI stands' },
  series: { label: 'Course of values', description: 'How metrics develop, beside target, baseline and the past' },
  tree: { label: 'Metric tree', description: 'The North Star and the metrics that drive it, for a node graph' },
  definitions: { label: 'Definitions', description: 'What metrics mean and where they come from' },
  alerts: { label: 'Alerts', description: 'Which rules fire, why others do not, and what to decide' },
  objectives: { label: 'Objectives', description: 'Why each objective matters, who decides, and where it stands' },
  journal: { label: 'Journal', description: 'What was said, decided and learned' },
};

export const formatText: Record<Format, Wording> = {
  table: { label: 'Table', description: 'One row for each number' },
  stat: { label: 'Tiles', description: 'One small series for each number, for a Stat panel' },
  observed: { label: 'Observed', description: 'The value behind each alert, with the same labels, for messages' },
  timeline: {
    label: 'Timeline',
    description: 'What each rule would have done over the time range, for a State timeline',
  },
  annotations: { label: 'Annotations', description: 'Entries as marks on charts' },
  alert: {
    label: 'Alert states',
    description: 'One number for each alert: 0 quiet, 1 firing. What alerting evaluates',
  },
};

export const roleText: Record<Role, string> = {
  north_star: 'North Star',
  objective: 'Objective',
  key_result: 'Key result',
  kpi_main: 'Main KPI',
  kpi_monitoring: 'Monitoring KPI',
  metric: 'Other metric',
};

export const grainText: Record<Grain, string> = {
  auto: 'Automatic',
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
};

export const lineText: Record<Line, Wording> = {
  value: { label: 'Value', description: 'In each bucket of time' },
  target: { label: 'Target', description: 'A light line' },
  baseline: { label: 'Baseline', description: 'The normal level before the period' },
  cumulative: { label: 'Cumulative', description: 'Since the period started' },
  anomaly: { label: 'Anomalies', description: 'Values far from those before' },
};

export const comparisonText: Record<Comparison, Wording> = {
  previous: { label: 'Previous', description: 'The bucket before' },
  week_ago: { label: 'Week ago', description: 'Seven days back' },
  month_ago: { label: 'Month ago', description: 'Four weeks back, or the month before' },
  year_ago: { label: 'Year ago', description: '52 weeks back, on the same weekdays' },
};

export const lookupText: Record<Lookup, string> = {
  metrics: 'Metrics',
  objectives: 'Objectives',
  teams: 'Teams',
  periods: 'Periods',
  segments: 'Segments of a metric',
  segment_values: 'Values of a segment',
};

export const queryText = {
  type: 'Question',
  format: 'Format',
  metrics: 'Metrics',
  metricsAll: 'All metrics',
  metricsRequired: 'Choose at least one metric',
  overview: 'Overview',
  overviewDescription: "The North Star and the organisation's other overview metrics",
  roles: 'Parts',
  rolesAll: 'All parts',
  team: 'Team',
  teamAll: 'All teams',
  objective: 'Objective',
  objectiveAll: 'All objectives',
  period: 'Period',
  periodAuto: 'At the end of the time range',
  grain: 'Bucket',
  lines: 'Lines',
  linesDefault: 'Value',
  compare: 'Compare with',
  compareNone: 'Nothing',
  groupBy: 'Split by',
  groupByNone: 'Nothing',
  filterKey: 'Filter by segment',
  filterOperator: 'Filter operator',
  filterValue: 'Filter value',
  addFilter: 'Add filter',
  removeFilter: 'Remove filter',
  variable: 'Dashboard variable',
  lookupFailed: 'The lists of choices could not be loaded',
  lookupFailedHint: 'Names can still be typed in. Check the data source with “Save & test”.',
};

export const variableText = {
  lookup: 'List',
  metric: 'Metric',
  metricPlaceholder: 'A metric, or a variable such as $metric',
  segment: 'Segment',
  segmentPlaceholder: 'A segment, or a variable such as $segment',
};

export const tlsModeText: Record<TLSMode, Wording> = {
  disable: { label: 'Off', description: 'Nothing is encrypted. Only for a database on this machine' },
  require: { label: 'Encrypt', description: 'Encrypted, without checking who answers' },
  'verify-ca': { label: 'Verify the authority', description: 'The certificate must come from a trusted authority' },
  'verify-full': { label: 'Verify all', description: 'The certificate must also carry the name of the host' },
};

export const configText = {
  intro: 'Shows objectives, key results and KPIs that are kept in PostgreSQL. Prepare the database with “okr migrate”.',

  connection: 'Connection',
  hosts: 'Hosts',
  hostsHelp: 'Host or host:port. Separate several with commas: they are tried in this order.',
  hostsRequired: 'Enter at least one host',
  database: 'Database',
  databaseHelp: 'The database in which “okr migrate” was run.',
  databaseRequired: 'Enter the name of the database',
  user: 'User',
  userHelp: 'A member of the role okr_reader; of okr_writer where metrics are read by SQL and refreshed from here.',
  userRequired: 'Enter the name of the database user',
  password: 'Password',
  passwordHelp: 'Kept encrypted by Grafana. Leave empty when the database asks for none.',

  encryption: 'Encryption',
  tlsMode: 'TLS mode',
  tlsModeHelp: 'Verify all whenever the connection leaves this machine.',
  caCert: 'CA certificate',
  caCertHelp: "PEM text of the authority that signed the server's certificate. Empty: the system's authorities.",
  serverName: 'Server name',
  serverNameHelp: 'Only when the certificate carries another name than the host.',
  clientCert: 'Client certificate',
  clientCertHelp: 'PEM text. Only when the database asks for a client certificate; then give the key too.',
  clientKey: 'Client key',
  clientKeyHelp: 'PEM text of the key that belongs to the client certificate.',

  advanced: 'Advanced',
  maxConnections: 'Connections',
  maxConnectionsHelp: 'At most this many at once. Each Grafana server opens its own.',
  connectTimeout: 'Connect timeout (seconds)',
  connectTimeoutHelp: 'How long to wait for a host before the next one is tried.',
  queryTimeout: 'Query timeout (seconds)',
  queryTimeoutHelp: 'A statement that takes longer is cancelled.',
  memory: 'Memory (megabytes)',
  memoryHelp: 'For facts that answers need often. With less, more answers come from the database.',
  refresh: 'Refresh metrics that are read by SQL',
  refreshHelp: 'Needs the role okr_writer. Switch it off where “okr refresh” runs regularly.',
  refreshMinutes: 'Refresh every (minutes)',
  refreshMinutesHelp: 'Time between two refreshes of a metric.',
  locale: 'Language',
  localeHelp: "Of titles and words in panels. Empty: the organisation's own.",
};
