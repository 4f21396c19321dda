import { DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';
import { OkrDataSource } from '../datasource';
import { MetricInfo, OkrOptions, OkrSecrets } from '../types';

type Value = string | string[];

/** Replaces $name as Grafana does, with the formats that the data source uses. */
export function fakeTemplates(variables: Record<string, Value> = {}): TemplateSrv {
  const format = (value: Value, how?: string | Function) => {
    const values = [value].flat();
    if (typeof how === 'function') {
      return how(value);
    }
    return how === 'regex' && values.length > 1 ? `(${values.join('|')})` : values.join(',');
  };
  return {
    getVariables: () => Object.keys(variables).map((name) => ({ name })),
    replace: (text = '', scopedVars: ScopedVars = {}, how?: string | Function) =>
      text.replace(/\$(\w+)/g, (_, name) => format(scopedVars[name]?.value ?? variables[name] ?? '', how)),
    containsTemplate: () => false,
    updateTimeRange: () => {},
  } as unknown as TemplateSrv;
}

export const onboarding: MetricInfo = {
  name: 'onboarding_completion_rate',
  title: 'Onboarding completion',
  roles: ['key_result', 'kpi_main'],
  team: 'growth',
  unit: 'percentunit',
  grain: 'week',
  segments: ['plan', 'country'],
};

export const revenue: MetricInfo = {
  name: 'mrr',
  title: 'Monthly recurring revenue',
  roles: [],
  team: '',
  unit: 'currencyUSD',
  grain: 'month',
  segments: [],
};

const catalog: Record<string, unknown[]> = {
  metrics: [onboarding, revenue],
  objectives: [{ name: 'q4_first_value', title: 'Reach first value sooner', period: '2026-Q4', team: 'growth' }],
  teams: [{ name: 'growth', title: 'Growth' }],
  periods: [{ name: '2026-Q4', title: 'Autumn', start: '2026-10-01', end: '2027-01-01' }],
  owners: [{ name: 'growth@example.com', title: 'growth@example.com' }],
  rules: [{ name: 'churn_high', title: 'Churn above 4 %', team: 'growth' }],
  segments: [
    { key: 'plan', values: ['free', 'pro'] },
    { key: 'country', values: ['JP'] },
  ],
};

/** A data source whose back end knows two metrics, an objective, a team, a period and a rule, and finds every query right. */
export function fakeDataSource(variables: Record<string, Value> = {}) {
  const settings = { uid: 'okr' } as DataSourceInstanceSettings<OkrOptions>;
  const datasource = new OkrDataSource(settings, fakeTemplates(variables));
  jest.spyOn(datasource, 'getResource').mockImplementation((path) => Promise.resolve(catalog[path]));
  jest.spyOn(datasource, 'postResource').mockResolvedValue({ problems: [] });
  return datasource;
}

export function fakeSettings(jsonData: OkrOptions = {}, configured: Array<keyof OkrSecrets> = []) {
  return {
    id: 1,
    uid: 'okr',
    orgId: 1,
    name: 'OKR & KPI',
    type: 'northstar-okrkpi-datasource',
    typeName: 'OKR & KPI',
    typeLogoUrl: '',
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    withCredentials: false,
    isDefault: false,
    readOnly: false,
    jsonData,
    secureJsonData: {} as OkrSecrets,
    secureJsonFields: Object.fromEntries(configured.map((key) => [key, true])),
  };
}
