import { alertFormatsOf, isAlertSafe, isNewer, migrate, withType } from './fields';

describe('another query type', () => {
  it('keeps what it knows too and drops the rest', () => {
    const query = { refId: 'A', queryType: 'scorecard', format: 'stat', metrics: ['mrr'], team: 'growth' } as const;
    expect(withType({ ...query, metrics: [...query.metrics] }, 'series')).toEqual({
      refId: 'A',
      queryType: 'series',
      metrics: ['mrr'],
    });
  });

  it('takes its usual shape where it has not the one before', () => {
    expect(withType({ refId: 'A', queryType: 'scorecard', format: 'stat' }, 'alerts').format).toBe('table');
    expect(withType({ refId: 'A', queryType: 'scorecard', format: 'table' }, 'journal').format).toBe('table');
    expect(withType({ refId: 'A' }, 'alerts', alertFormatsOf.alerts).format).toBe('alert');
  });
});

describe('an alert rule', () => {
  it.each([
    ['states of alerts', { queryType: 'alerts', format: 'alert' }, true],
    ['values behind alerts', { queryType: 'alerts', format: 'observed' }, true],
    ['alerts in their usual shape', { queryType: 'alerts' }, true],
    ['a table of alerts', { queryType: 'alerts', format: 'table' }, false],
    ['a course of values', { queryType: 'series' }, true],
    ['tiles', { queryType: 'scorecard', format: 'stat' }, true],
    ['a scorecard', { queryType: 'scorecard', format: 'table' }, false],
    ['a query that says nothing', {}, false],
    ['the journal', { queryType: 'journal', format: 'table' }, false],
  ] as const)('evaluates %s: %j → %s', (_, query, want) => {
    expect(isAlertSafe({ refId: 'A', ...query })).toBe(want);
  });
});

describe('the version of a query', () => {
  it('is written into those that state none, and what they left out is said', () => {
    expect(migrate({ refId: 'A' })).toEqual({ refId: 'A', queryType: 'scorecard', schema: 1 });
  });

  it('is left alone where it is newer', () => {
    const query = { refId: 'A', schema: 2 };
    expect(isNewer(query)).toBe(true);
    expect(migrate(query)).toBe(query);
    expect(isNewer({ refId: 'A', schema: 1 })).toBe(false);
    expect(isNewer({ refId: 'A' })).toBe(false);
  });
});
