import { ScopedVars } from '@grafana/data';
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
    expect(apply({}, { queryType: 'tree' })).toEqual({ refId: 'A', queryType: 'tree' });
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

  it('starts as the scorecard in a table', () => {
    expect(fakeDataSource().getDefaultQuery()).toEqual({ queryType: 'scorecard', format: 'table' });
  });
});

describe('look-ups', () => {
  it('send only the parameters that are given, and read nothing as an empty list', async () => {
    const source = fakeDataSource();
    const getResource = jest.mocked(source.getResource).mockResolvedValue(null);
    expect(await source.metrics()).toEqual([]);
    expect(getResource).toHaveBeenLastCalledWith('metrics', {});
    await source.periods('ja');
    expect(getResource).toHaveBeenLastCalledWith('periods', { locale: 'ja' });
    await source.segments('mrr');
    expect(getResource).toHaveBeenLastCalledWith('segments', { metric: 'mrr' });
  });
});
