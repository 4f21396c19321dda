import { readFileSync } from 'node:fs';
import { alertFormatsOf, fieldsOf, formatsOf, isAlertSafe, isNewer, migrate, withType } from './fields';
import { queryTypes } from './types';

/** Lists of words by query type in a table of the back end, with the words of the query's model. */
function goTable(name: string): Record<string, string[]> {
  const model = readFileSync('pkg/engine/query.go', 'utf8');
  const value = (constant: string) => new RegExp(`\\b${constant}\\s+\\w+\\s+= "(\\w+)"`).exec(model)?.[1] ?? '';
  const table = readFileSync('pkg/engine/query_fields.go', 'utf8').split(`var ${name} = `)[1].split('\n}')[0];
  return Object.fromEntries(
    [...table.matchAll(/(Query\w+):\s*\{([^}]*)\}/g)].map(([, type, list]) => [
      value(type),
      list.split(',').map((word) => (word.includes('"') ? word.replace(/[\s"]/g, '') : value(word.trim()))),
    ])
  );
}

describe('the fields of a question', () => {
  const known = goTable('fieldsOf');

  it.each(queryTypes)('of %s are those that the back end looks at', (type) => {
    expect([...fieldsOf[type]].sort()).toEqual([...known[type]].sort());
  });

  it('have only shapes that the back end knows', () => {
    const shapes = goTable('formatsOf');
    for (const [type, formats] of [...Object.entries(formatsOf), ...Object.entries(alertFormatsOf)]) {
      expect(shapes[type] ?? []).toEqual(expect.arrayContaining([...formats]));
    }
  });
});

describe('another question', () => {
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
