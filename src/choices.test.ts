import { DataFrame, DataQueryResponse } from '@grafana/data';
import { keepChoices } from './choices';

const answer = (url: string): DataQueryResponse => ({
  data: [
    {
      length: 0,
      fields: [
        { name: 'title', config: { links: [{ title: 'Details', url }] } },
        { name: 'x', config: {} },
      ],
    },
  ],
});

const urlOf = (response: DataQueryResponse) => (response.data[0] as DataFrame).fields[0].config.links?.[0].url;

describe('links of answers', () => {
  it.each([
    [
      'take along what the dashboard has',
      '/d/okrkpi-metric?var-metric=churn&${__url_time_range}',
      ['team', 'metric', 'other'],
      '/d/okrkpi-metric?var-metric=churn&${__url_time_range}&${team:queryparam}',
    ],
    [
      'take along the data source and the objective',
      '/d/okrkpi-metric-ja?var-metric=churn',
      ['objective', 'datasource'],
      '/d/okrkpi-metric-ja?var-metric=churn&${datasource:queryparam}&${objective:queryparam}',
    ],
    [
      'choose by the row first',
      '/d/${__data.fields.details}&${__url_time_range}',
      ['metric'],
      '/d/${__data.fields.details}&${__url_time_range}&${metric:queryparam}',
    ],
    [
      'stay as they are where there are no choices',
      '/d/okrkpi-metric?var-metric=churn',
      ['os'],
      '/d/okrkpi-metric?var-metric=churn',
    ],
    ['stay as they are where they lead elsewhere', 'https://runbook.example/1', ['team'], 'https://runbook.example/1'],
  ])('%s', (_, url, variables, want) => {
    expect(urlOf(keepChoices(answer(url), variables))).toBe(want);
  });

  it('leaves the answer itself alone: Grafana may keep it', () => {
    const response = answer('/d/okrkpi-metric?var-metric=churn');
    keepChoices(response, ['team']);
    expect(urlOf(response)).toBe('/d/okrkpi-metric?var-metric=churn');
  });
});
