import { setTemplateSrv } from '@grafana/runtime';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { fakeDataSource, fakeTemplates } from '../testing/fakes';
import { OkrQuery } from '../types';
import { QueryEditor } from './QueryEditor';

beforeEach(() => setTemplateSrv(fakeTemplates({ metric: 'mrr' })));

/** An editor whose query changes as in Grafana. `query()` is the newest. */
async function edit(first: Partial<OkrQuery> = {}, datasource = fakeDataSource({ metric: 'mrr' })) {
  const onRunQuery = jest.fn();
  let query: OkrQuery = { refId: 'A', ...first };
  function Editor() {
    const [current, setCurrent] = useState(query);
    const onChange = (next: OkrQuery) => {
      query = next;
      setCurrent(next);
    };
    return <QueryEditor datasource={datasource} query={current} onChange={onChange} onRunQuery={onRunQuery} />;
  }
  render(<Editor />);
  await waitFor(() => expect(datasource.getResource).toHaveBeenCalledWith('periods', {}));
  return { query: () => query, onRunQuery, user: userEvent.setup({ delay: null }) };
}

const choice = (name: string) => screen.getByRole('combobox', { name });

describe('QueryEditor', () => {
  it('offers metrics by their titles and asks for their names', async () => {
    const { query, onRunQuery, user } = await edit();
    await user.click(choice('Metrics'));
    await user.click(await screen.findByText('Onboarding completion'));
    expect(query().metrics).toEqual(['onboarding_completion_rate']);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('finds a metric by a part of its title, with the keyboard alone', async () => {
    const { query, user } = await edit();
    await user.type(choice('Metrics'), 'recurring');
    expect(await screen.findByText('Monthly recurring revenue')).toBeInTheDocument();
    expect(screen.queryByText('Onboarding completion')).not.toBeInTheDocument();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(query().metrics).toEqual(['mrr']);
  });

  it('offers the overview and dashboard variables beside the metrics', async () => {
    const { query, user } = await edit();
    await user.click(choice('Metrics'));
    await user.click(await screen.findByText('Overview'));
    await user.click(await screen.findByText('$metric'));
    expect(query().metrics).toEqual(['@overview', '$metric']);
  });

  it.each([
    ['Scorecard', ['Metrics', 'Parts', 'Objective', 'Team', 'Period', 'Bucket'], ['Lines', 'Compare with', 'Split by']],
    ['Course of values', ['Metrics', 'Bucket', 'Lines', 'Compare with', 'Split by', 'Period'], ['Parts', 'Team']],
    ['Metric tree', ['Period', 'Bucket'], ['Metrics', 'Parts', 'Team', 'Lines']],
    ['Definitions', ['Metrics', 'Parts', 'Team'], ['Bucket', 'Lines']],
    ['Alerts', ['Metrics', 'Team'], ['Parts', 'Bucket', 'Lines']],
  ])('shows for %s only what matters', async (type, shown, hidden) => {
    const { user } = await edit();
    await user.click(screen.getByRole('radio', { name: type }));
    for (const label of shown) {
      expect(screen.getByLabelText(label)).toBeInTheDocument();
    }
    for (const label of hidden) {
      expect(screen.queryByLabelText(label)).not.toBeInTheDocument();
    }
  });

  it('keeps what another type knows too and drops the rest', async () => {
    const { query, user } = await edit({ queryType: 'scorecard', format: 'stat', metrics: ['mrr'], team: 'growth' });
    await user.click(screen.getByRole('radio', { name: 'Course of values' }));
    expect(query()).toEqual({ refId: 'A', queryType: 'series', metrics: ['mrr'] });
  });

  it('drops a format that the other type does not have', async () => {
    const { query, user } = await edit({ queryType: 'scorecard', format: 'stat' });
    await user.click(screen.getByRole('radio', { name: /Alerts/ }));
    expect(query()).toEqual({ refId: 'A', queryType: 'alerts' });
    await user.click(screen.getByRole('radio', { name: /Alert states/ }));
    expect(query().format).toBe('alert');
  });

  it('switches between table and tiles', async () => {
    const { query, user } = await edit();
    expect(screen.getByRole('radio', { name: 'Table' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Tiles' }));
    expect(query().format).toBe('stat');
  });

  it('removes a choice that is cleared, so that the default holds again', async () => {
    const { query, user } = await edit({ team: 'growth' });
    await waitFor(() => expect(choice('Team')).toHaveValue('Growth'));
    await user.click(screen.getByRole('button', { name: 'Clear value' }));
    expect(query().team).toBeUndefined();
  });

  it('offers to split by the segments of the chosen metrics', async () => {
    const { query, user } = await edit({ queryType: 'series', metrics: ['onboarding_completion_rate'] });
    await user.click(choice('Split by'));
    await user.click(await screen.findByText('country'));
    expect(query().groupBy).toEqual(['country']);
  });

  it('filters by the values of a segment', async () => {
    const { query, user } = await edit({ queryType: 'series', metrics: ['onboarding_completion_rate'] });
    await user.click(screen.getByRole('button', { name: 'Add filter' }));
    await user.click(choice('Filter by segment'));
    await user.click(await screen.findByText('plan'));
    await user.click(choice('Filter value'));
    await user.click(await screen.findByText('pro'));
    expect(query().filters).toEqual([{ key: 'plan', operator: '=', value: 'pro' }]);

    await user.click(screen.getByRole('button', { name: 'Remove filter' }));
    expect(query().filters).toBeUndefined();
  });

  it('says why choices are missing and lets names be typed', async () => {
    const datasource = fakeDataSource();
    jest
      .mocked(datasource.getResource)
      .mockRejectedValue({ status: 502, data: { title: 'Bad Gateway', detail: 'The database cannot be reached' } });
    const { query, user } = await edit({}, datasource);
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText(/The database cannot be reached/)).toBeInTheDocument();

    await user.type(choice('Metrics'), 'churn_rate');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(query().metrics).toEqual(['churn_rate']);
  });
});
