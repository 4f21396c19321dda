import { adHocFilters, oneOf } from './adhoc';

describe('filters of a dashboard', () => {
  it.each([
    ['equality stays', { operator: '=', value: 'pro' }, { operator: '=', value: 'pro' }],
    ['inequality stays', { operator: '!=', value: 'pro' }, { operator: '!=', value: 'pro' }],
    ['a pattern stays', { operator: '=~', value: 'p.*' }, { operator: '=~', value: 'p.*' }],
    ['a pattern that must not match stays', { operator: '!~', value: 'p.*' }, { operator: '!~', value: 'p.*' }],
    [
      'one of several values becomes a pattern',
      { operator: '=|', value: 'pro', values: ['pro', 'team'] },
      { operator: '=~', value: 'pro|team' },
    ],
    [
      'none of several values becomes a pattern',
      { operator: '!=|', value: 'pro', values: ['pro', 'team'] },
      { operator: '!~', value: 'pro|team' },
    ],
    ['one of a single value does, too', { operator: '=|', value: 'pro' }, { operator: '=~', value: 'pro' }],
  ])('%s', (_, filter, want) => {
    expect(adHocFilters([{ key: 'plan', ...filter }])).toEqual([{ key: 'plan', ...want }]);
  });

  it.each([
    ['without a key', { key: '', operator: '=', value: 'pro' }],
    ['that compare numbers', { key: 'plan', operator: '<', value: '3' }],
  ])('%s are left out', (_, filter) => {
    expect(adHocFilters([filter])).toEqual([]);
  });

  it('are none where Grafana passes none', () => {
    expect(adHocFilters(undefined)).toEqual([]);
  });
});

describe('a pattern of several values', () => {
  it.each(['a.b', 'C++', '(none)', '$5', 'x|y', '[a]', 'a\\b', '{3}', '^x', 'what?', 'a*', '日本'])(
    'matches %s and nothing else',
    (value) => {
      const pattern = new RegExp(`^(?:${oneOf([value, 'other'])})$`);
      expect(pattern.test(value)).toBe(true);
      expect(pattern.test('other')).toBe(true);
      expect(pattern.test(`${value}x`)).toBe(false);
      expect(pattern.test('axb')).toBe(value === 'axb');
    }
  );
});
