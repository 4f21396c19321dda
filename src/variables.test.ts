import { DataFrame, DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { fakeDataSource } from './testing/fakes';
import { OkrVariableQuery } from './types';
import { OkrVariableSupport } from './variables';

/** What a variable would offer, as text = value. */
async function offered(query: Partial<OkrVariableQuery>, variables: Record<string, string> = {}) {
  const support = new OkrVariableSupport(fakeDataSource(variables));
  const request = { targets: [{ refId: 'v', ...query }], scopedVars: {} };
  const { data } = await lastValueFrom(support.query(request as unknown as DataQueryRequest<OkrVariableQuery>));
  const [text, value] = (data[0] as DataFrame).fields;
  return text.values.map((word, row) => `${word} = ${value.values[row]}`);
}

describe('a dashboard variable', () => {
  it.each([
    ['metrics', ['Onboarding completion = onboarding_completion_rate', 'Monthly recurring revenue = mrr']],
    ['objectives', ['Reach first value sooner = q4_first_value']],
    ['teams', ['Growth = growth']],
    ['owners', ['growth@example.com = growth@example.com']],
    ['periods', ['Autumn = 2026-Q4']],
    ['rules', ['Churn above 4 % = churn_high']],
  ] as const)('lists %s by title and stands for the name', async (lookup, want) => {
    expect(await offered({ lookup })).toEqual(want);
  });

  it('lists metrics when nothing is chosen', async () => {
    expect(await offered({})).toHaveLength(2);
  });

  it('lists the segments of the metric that another variable names', async () => {
    const query = { lookup: 'segments', metric: '$metric' } as const;
    expect(await offered(query, { metric: 'onboarding_completion_rate' })).toEqual([
      'plan = plan',
      'country = country',
    ]);
  });

  it('lists the values of a segment', async () => {
    const query = { lookup: 'segment_values', metric: 'onboarding_completion_rate', segment: '$segment' } as const;
    expect(await offered(query, { segment: 'plan' })).toEqual(['free = free', 'pro = pro']);
  });

  it('lists the segments of any metric where none is named', async () => {
    expect(await offered({ lookup: 'segments' })).toEqual(['plan = plan', 'country = country']);
    expect(await offered({ lookup: 'segment_values', segment: 'country' })).toEqual(['JP = JP']);
  });

  it('lists nothing while the variable that it depends on is empty', async () => {
    expect(await offered({ lookup: 'segments', metric: '$metric' }, { metric: '' })).toEqual([]);
    expect(await offered({ lookup: 'segment_values', segment: '$segment' }, { segment: '' })).toEqual([]);
    expect(await offered({ lookup: 'segment_values' })).toEqual([]);
  });
});
