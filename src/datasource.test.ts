import { AdHocVariableFilter, CoreApp, ScopedVars } from '@grafana/data';
import { config } from '@grafana/runtime';
import { fakeDataSource } from './testing/fakes';
import { OkrQuery } from './types';

function apply(variables: Record<string, string | string[]>, query: Partial<OkrQuery>, scopedVars: ScopedVars = {}) {
  return fakeDataSource(variables).applyTemplateVariables({ refId: 'A', ...query }, scopedVars);
}

describe('dashboard variables in a query', () => {
  it('become names', () => {
    const variables = { p: '2026-Q4', t: 'growth', o: 'q4_first_value', g: 'week', l: 'ja' };
    const query = { period: '$p', team: '$t', objective: '$o', grain: '$g', locale: '$l' };
    expect(apply(variables, query)).toMatchObject({
      period: '2026-Q4',
      team: 'growth',
      objective: 'q4_first_value',
      grain: 'week',
      locale: 'ja',
    });
  });

  it('with several values become several metrics, each once', () => {
    const query = { metrics: ['mrr', '$metric'], groupBy: ['$segment'] };
    expect(apply({ metric: ['churn', 'mrr'], segment: ['plan', 'country'] }, query)).toMatchObject({
      metrics: ['mrr', 'churn'],
      groupBy: ['plan', 'country'],
    });
  });

  it('that are empty narrow nothing', () => {
    expect(apply({ segment: '', team: '' }, { groupBy: ['$segment'], team: '$team' })).toMatchObject({
      groupBy: [],
      team: '',
    });
  });

  it('set to all narrow nothing', () => {
    expect(apply({ team: '*', metric: '*' }, { team: '$team', metrics: ['$metric'] })).toMatchObject({
      team: '',
      metrics: [],
    });
  });

  it('of a repeated panel win over those of the dashboard', () => {
    const scopedVars = { metric: { text: 'MRR', value: 'mrr' } };
    expect(apply({ metric: ['churn', 'mrr'] }, { metrics: ['$metric'] }, scopedVars).metrics).toEqual(['mrr']);
  });

  it('leave fields alone that are not there', () => {
    expect(apply({}, { queryType: 'tree' })).toEqual({ refId: 'A', queryType: 'tree', schema: 1 });
  });

  it('are left alone in a query of a newer model, as far as names go', () => {
    expect(apply({ t: 'growth' }, { schema: 2, team: '$t' })).toEqual({ refId: 'A', schema: 2, team: 'growth' });
  });
});

describe('filters', () => {
  it.each([
    ['one value keeps its operator', 'pro', '=', { operator: '=', value: 'pro' }],
    ['several values of = become a pattern', ['pro', 'team'], '=', { operator: '=~', value: '(pro|team)' }],
    ['several values of != become a pattern', ['pro', 'team'], '!=', { operator: '!~', value: '(pro|team)' }],
    ['a pattern stays one', ['pro', 'team'], '=~', { operator: '=~', value: '(pro|team)' }],
  ] as const)('%s', (_, plan, operator, want) => {
    const filters = [{ key: 'plan', operator, value: '$plan' }];
    expect(apply({ plan: plan as string | string[] }, { filters }).filters).toEqual([{ key: 'plan', ...want }]);
  });

  it.each(['=', '!=', '=~', '!~'] as const)(
    'with %s and a variable that stands for all, or for nothing, narrow nothing',
    (operator) => {
      const filters = [{ key: 'plan', operator, value: '$plan' }];
      expect(apply({ plan: '*' }, { filters }).filters).toEqual([]);
      expect(apply({ plan: '' }, { filters }).filters).toEqual([]);
    }
  );

  it('that ask for what has no value, or for a star, do so', () => {
    const filters = [
      { key: 'plan', operator: '=' as const, value: '' },
      { key: 'country', operator: '=' as const, value: '*' },
    ];
    expect(apply({}, { filters }).filters).toEqual(filters);
  });

  it('without a segment are left out', () => {
    const filters = [{ key: '$none', operator: '=' as const, value: 'pro' }];
    expect(apply({}, { filters }).filters).toEqual([]);
  });
});

describe('a query', () => {
  it('for a course of values waits for a metric', () => {
    expect(fakeDataSource().filterQuery({ refId: 'A', queryType: 'series' })).toBe(false);
    expect(fakeDataSource().filterQuery({ refId: 'A', queryType: 'series', metrics: ['mrr'] })).toBe(true);
  });

  it('of any other type runs at once', () => {
    expect(fakeDataSource().filterQuery({ refId: 'A' })).toBe(true);
    expect(fakeDataSource().filterQuery({ refId: 'A', queryType: 'definitions' })).toBe(true);
  });

  it.each([
    ['as the scorecard in a table', CoreApp.PanelEditor, { queryType: 'scorecard', format: 'table', schema: 1 }],
    [
      'as what can be evaluated in an alert rule',
      CoreApp.UnifiedAlerting,
      { queryType: 'alerts', format: 'alert', schema: 1 },
    ],
  ])('starts %s', (_, app, want) => {
    expect(fakeDataSource().getDefaultQuery(app)).toEqual(want);
  });
});

describe('look-ups', () => {
  it('send only the parameters that are given, and read nothing as an empty list', async () => {
    // The editors tell of errors themselves.
    const quiet = { showErrorAlert: false };
    const source = fakeDataSource();
    const getResource = jest.mocked(source.getResource).mockResolvedValue(null);
    expect(await source.metrics()).toEqual([]);
    expect(getResource).toHaveBeenLastCalledWith('metrics', {}, quiet);
    await source.periods('ja');
    expect(getResource).toHaveBeenLastCalledWith('periods', { locale: 'ja' }, quiet);
    await source.segments({ metric: 'mrr' });
    expect(getResource).toHaveBeenLastCalledWith('segments', { metric: 'mrr' }, quiet);
    await source.segments();
    expect(getResource).toHaveBeenLastCalledWith('segments', {}, quiet);
  });
});

describe('filters of the dashboard', () => {
  const plan: AdHocVariableFilter = { key: 'plan', operator: '=|', value: 'pro', values: ['pro', 'team'] };
  const narrowed = { key: 'plan', operator: '=~', value: 'pro|team' };
  const filtersOf = (query: Partial<OkrQuery>, adHoc?: AdHocVariableFilter[]) =>
    fakeDataSource().applyTemplateVariables({ refId: 'A', ...query }, {}, adHoc).filters;

  it.each(['series', 'scorecard', 'tree'] as const)('narrow %s', (queryType) => {
    expect(filtersOf({ queryType }, [plan])).toEqual([narrowed]);
  });

  it('narrow a query that says nothing, which is a scorecard', () => {
    expect(filtersOf({}, [plan])).toEqual([narrowed]);
  });

  it.each(['definitions', 'alerts', 'journal', 'objectives'] as const)(
    'leave %s alone, which have no segments',
    (queryType) => {
      expect(filtersOf({ queryType }, [plan])).toBeUndefined();
    }
  );

  it('come behind those of the query', () => {
    const own = { key: 'country', operator: '=' as const, value: 'JP' };
    expect(filtersOf({ queryType: 'series', filters: [own] }, [plan])).toEqual([own, narrowed]);
  });

  it('are offered for every segment that has none yet', async () => {
    const source = fakeDataSource();
    expect(await source.getTagKeys()).toEqual([
      { text: 'plan', value: 'plan' },
      { text: 'country', value: 'country' },
    ]);
    expect(await source.getTagKeys({ filters: [plan] })).toEqual([{ text: 'country', value: 'country' }]);
  });

  it('are offered the values that the other filters leave', async () => {
    const source = fakeDataSource();
    const country = { key: 'country', operator: '=', value: 'JP' };
    expect(await source.getTagValues({ key: 'plan', filters: [plan, country] })).toEqual([
      { text: 'free', value: 'free' },
      { text: 'pro', value: 'pro' },
    ]);
    expect(source.getResource).toHaveBeenLastCalledWith(
      'segments',
      { filters: JSON.stringify([country]) },
      expect.anything()
    );
    expect(await source.getTagValues({ key: 'unknown' })).toEqual([]);
  });
});

describe('the language of titles', () => {
  const { user } = config.bootData;
  afterEach(() => {
    user.language = '';
  });

  it.each([
    ['is that of the person', 'ja-JP', undefined, 'ja'],
    ['is that of the person in any country', 'en-GB', undefined, 'en'],
    ['is that of the query where it names one', 'en-US', 'ja', 'ja'],
    ["is left to the data source where the person's has no words", 'de-DE', undefined, undefined],
    ['is left to the data source where nothing is known', '', undefined, undefined],
  ])('%s', async (_, language, locale, want) => {
    user.language = language;
    const source = fakeDataSource();
    expect(source.applyTemplateVariables({ refId: 'A', locale }, {}).locale).toBe(want);
    await source.metrics(locale);
    expect(source.getResource).toHaveBeenLastCalledWith('metrics', want ? { locale: want } : {}, expect.anything());
  });

  it('is not put into queries that are handed on, for nobody asks in an alert rule', () => {
    user.language = 'ja-JP';
    const [query] = fakeDataSource({ t: 'growth' }).interpolateVariablesInQueries([{ refId: 'A', team: '$t' }], {});
    expect(query).toMatchObject({ team: 'growth' });
    expect(query.locale).toBeUndefined();
  });
});
