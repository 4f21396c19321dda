import { CoreApp } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { barriers } from '../testing/axe';
import { fakeDataSource, fakeTemplates } from '../testing/fakes';
import { OkrQuery } from '../types';
import { QueryEditor } from './QueryEditor';

beforeEach(() => setTemplateSrv(fakeTemplates({ metric: 'mrr' })));

/** An editor whose query changes as in Grafana. `query()` is the newest. */
async function edit(first: Partial<OkrQuery> = {}, datasource = fakeDataSource({ metric: 'mrr' }), app?: CoreApp) {
  const onRunQuery = jest.fn();
  let query: OkrQuery = { refId: 'A', ...first };
  function Editor() {
    const [current, setCurrent] = useState(query);
    const onChange = (next: OkrQuery) => {
      query = next;
      setCurrent(next);
    };
    return (
      <QueryEditor app={app} datasource={datasource} query={current} onChange={onChange} onRunQuery={onRunQuery} />
    );
  }
  const { container } = await act(async () => render(<Editor />));
  return { query: () => query, onRunQuery, container, datasource, user: userEvent.setup({ delay: null }) };
}

const choice = (name: string) => screen.getByRole('combobox', { name });
const card = (name: string) => screen.getByRole('radio', { name });

describe('the query type', () => {
  it('is the scorecard in a table until another one is chosen', async () => {
    await edit();
    expect(card('Scorecard')).toBeChecked();
    expect(card('Table')).toBeChecked();
  });

  it('is told by a name and a sentence', async () => {
    await edit();
    expect(card('Objectives')).toHaveAccessibleDescription('Why each matters, who decides, how it stands');
  });

  it('is asked at once when it is chosen, once', async () => {
    const { query, onRunQuery, user } = await edit();
    await user.click(card('Objectives'));
    expect(query()).toEqual({ refId: 'A', queryType: 'objectives', schema: 1 });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('can be chosen with the keyboard alone', async () => {
    const { query, user } = await edit();
    card('Scorecard').focus();
    await user.keyboard('{ArrowRight}');
    expect(query().queryType).toBe('series');
  });

  it.each([
    ['Scorecard', ['Metrics', 'Role', 'Objective', 'Team', 'Period', 'Bucket'], ['Lines', 'Compare with', 'Group by']],
    ['Time series', ['Metrics', 'Bucket', 'Lines', 'Compare with', 'Group by', 'Period'], ['Role', 'Team']],
    ['Objectives', ['Objective', 'Team', 'Period'], ['Metrics', 'Bucket', 'Lines']],
    ['Alerts', ['Alert rules', 'Metrics', 'Team'], ['Role', 'Bucket', 'Lines']],
    ['Journal', ['Kinds of entries', 'State of entries', 'Metrics', 'Objective', 'Team'], ['Period', 'Bucket']],
    ['Metric tree', ['Metrics', 'Period', 'Bucket'], ['Role', 'Lines']],
    ['Definitions', ['Metrics', 'Role', 'Team', 'Moved by outside forces'], ['Bucket', 'Lines']],
  ])('%s shows only what matters', async (type, shown, hidden) => {
    const { user } = await edit();
    await user.click(card(type));
    for (const label of shown) {
      expect(screen.getByLabelText(label)).toBeInTheDocument();
    }
    for (const label of hidden) {
      expect(screen.queryByLabelText(label)).not.toBeInTheDocument();
    }
  });

  it.each([
    ['Scorecard', ['Table', 'Tiles', 'For alerting']],
    ['Alerts', ['Table', 'Timeline', 'For alerting', 'Observed values']],
    ['Journal', ['Table', 'Annotations']],
  ])('%s can be answered in several formats', async (type, formats) => {
    const { query, user } = await edit();
    await user.click(card(type));
    const group = screen.getByRole('radiogroup', { name: 'Format' });
    expect(within(group).getAllByRole('radio').length).toBe(formats.length);
    await user.click(card(formats[1]));
    expect(card(formats[1])).toBeChecked();
    expect(query().format).not.toBe('table');
  });

  it('with one format does not ask for it', async () => {
    const { user } = await edit();
    await user.click(card('Metric tree'));
    expect(screen.queryByRole('radiogroup', { name: 'Format' })).not.toBeInTheDocument();
  });
});

describe('the fields', () => {
  it('offer metrics by their titles and ask for their names', async () => {
    const { query, onRunQuery, user } = await edit();
    await user.click(choice('Metrics'));
    await user.click(await screen.findByText('Onboarding completion'));
    expect(query().metrics).toEqual(['onboarding_completion_rate']);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('find a metric by a part of its title without running anything while it is typed', async () => {
    const { query, onRunQuery, user } = await edit();
    await waitFor(() => expect(choice('Metrics')).toHaveAttribute('placeholder', 'All metrics'));
    await user.type(choice('Metrics'), 'recurring');
    expect(await screen.findByText('Monthly recurring revenue')).toBeInTheDocument();
    expect(screen.queryByText('Onboarding completion')).not.toBeInTheDocument();
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(query().metrics).toEqual(['mrr']);
  });

  it('offer the overview and dashboard variables beside the metrics', async () => {
    const { query, user } = await edit();
    await user.click(choice('Metrics'));
    await user.click(await screen.findByText('Overview'));
    await user.click(await screen.findByText('$metric'));
    expect(query().metrics).toEqual(['@overview', '$metric']);
  });

  it('offer periods by where they lie and by name', async () => {
    const { query, user } = await edit();
    await user.click(choice('Period'));
    expect(await screen.findByText('Autumn')).toBeInTheDocument();
    await user.click(screen.getByText('Previous'));
    expect(query().period).toBe('previous');
  });

  it('offer alert rules by their titles', async () => {
    const { query, user } = await edit({ queryType: 'alerts' });
    await user.click(choice('Alert rules'));
    await user.click(await screen.findByText('Churn above 4 %'));
    expect(query().rules).toEqual(['churn_high']);
  });

  it('choose the kinds of the journal', async () => {
    const { query, user } = await edit({ queryType: 'journal' });
    await user.click(choice('Kinds of entries'));
    await user.click(await screen.findByText('Change of a definition'));
    expect(query().kinds).toEqual(['definition']);
  });

  it('leave out what is closed in the journal', async () => {
    const { query, user } = await edit({ queryType: 'journal' });
    await user.click(choice('State of entries'));
    await user.click(await screen.findByText('Only open ones'));
    expect(query().open).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Clear value' }));
    expect(query().open).toBeUndefined();
  });

  it('set numbers that outside forces move apart', async () => {
    const { query, user } = await edit();
    await user.click(choice('Moved by outside forces'));
    await user.click(await screen.findByText('Only these'));
    expect(query().external).toBe('only');
  });

  it('hold the default again when they are cleared', async () => {
    const { query, user } = await edit({ team: 'growth' });
    await waitFor(() => expect(choice('Team')).toHaveValue('Growth'));
    await user.click(screen.getByRole('button', { name: 'Clear value' }));
    expect(query().team).toBeUndefined();
  });

  it('offer to group by the segments of the chosen metrics', async () => {
    const { query, user } = await edit({ queryType: 'series', metrics: ['onboarding_completion_rate'] });
    await waitFor(() => expect(screen.getByText('Onboarding completion')).toBeInTheDocument());
    await user.click(choice('Group by'));
    await user.click(await screen.findByText('country'));
    expect(query().groupBy).toEqual(['country']);
  });
});

describe('filters', () => {
  const metrics = ['onboarding_completion_rate'];

  it('are asked for when they are complete, and shown as chips', async () => {
    const { query, onRunQuery, user } = await edit({ queryType: 'series', metrics });
    await user.click(screen.getByRole('button', { name: 'Add filter' }));
    await user.click(choice('Segment'));
    await user.click(await screen.findByText('plan'));
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.click(choice('Value'));
    await user.click(await screen.findByText('pro'));
    expect(query().filters).toEqual([{ key: 'plan', operator: '=', value: 'pro' }]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);

    await user.click(screen.getByRole('button', { name: 'Remove filter plan = pro' }));
    expect(query().filters).toBeUndefined();
  });

  it('can be changed, and left as they were', async () => {
    const filters = [
      { key: 'plan', operator: '=' as const, value: 'pro' },
      { key: 'country', operator: '=' as const, value: 'JP' },
    ];
    const { query, user } = await edit({ queryType: 'series', metrics, filters });
    await user.click(screen.getByRole('button', { name: 'plan = pro' }));
    await user.click(screen.getByRole('button', { name: 'Leave the filter as it was' }));
    expect(query().filters).toEqual(filters);

    await user.click(screen.getByRole('button', { name: 'plan = pro' }));
    await user.click(choice('Operator'));
    await user.click(await screen.findByText('!='));
    expect(query().filters).toEqual([{ ...filters[0], operator: '!=' }, filters[1]]);
  });
});

describe('what cannot be answered', () => {
  it('is told beside the field, in the words of the back end, before the query runs', async () => {
    const datasource = fakeDataSource();
    const message = 'the catalog has no team "grwth": did you mean growth?';
    jest.mocked(datasource.postResource).mockResolvedValue({ problems: [{ field: 'team', message }] });
    const { onRunQuery } = await edit({ team: 'grwth' }, datasource);
    expect(await screen.findByText(message)).toBeInTheDocument();
    expect(choice('Team')).toBeInvalid();
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('is told below the fields where none of them is to blame', async () => {
    const datasource = fakeDataSource();
    jest.mocked(datasource.postResource).mockResolvedValue({ problems: [{ message: 'the catalog is empty' }] });
    await edit({}, datasource);
    expect(within(await screen.findByRole('alert')).getByText('the catalog is empty')).toBeInTheDocument();
  });

  it('is only told of the newest query', async () => {
    const datasource = fakeDataSource();
    const signals: AbortSignal[] = [];
    jest.mocked(datasource.postResource).mockImplementation((_, query, options) => {
      signals.push(options?.abortSignal as AbortSignal);
      const { queryType } = query as OkrQuery;
      return queryType === 'scorecard' ? new Promise(() => {}) : Promise.resolve({ problems: [{ message: 'new' }] });
    });
    const { user } = await edit({ queryType: 'scorecard' }, datasource);
    await waitFor(() => expect(signals).toHaveLength(1));
    await user.click(card('Journal'));
    expect(signals[0].aborted).toBe(true);
    expect(await screen.findByText('new')).toBeInTheDocument();
  });

  it('leaves the editor usable where the back end cannot check', async () => {
    const datasource = fakeDataSource();
    jest.mocked(datasource.postResource).mockRejectedValue({ status: 404, data: { title: 'Not Found' } });
    const { query, user } = await edit({}, datasource);
    await waitFor(() => expect(datasource.postResource).toHaveBeenCalled());
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await user.click(card('Journal'));
    expect(query().queryType).toBe('journal');
  });
});

describe('an alert rule', () => {
  it.each([CoreApp.UnifiedAlerting, CoreApp.CloudAlerting])('(%s) is offered what it can evaluate', async (app) => {
    const { query, user } = await edit({ queryType: 'alerts', format: 'alert' }, fakeDataSource(), app);
    const queryType = screen.getByRole('radiogroup', { name: 'Query type' });
    expect(within(queryType).getAllByRole('radio')).toHaveLength(3);
    expect(screen.getByText(/numbers whose labels stay the same/)).toBeInTheDocument();
    await user.click(card('Scorecard'));
    expect(query().format).toBe('alert');
    expect(screen.queryByRole('radio', { name: 'Table' })).not.toBeInTheDocument();
  });

  it('with a query that it cannot evaluate is told so', async () => {
    await edit({ queryType: 'definitions' }, fakeDataSource(), CoreApp.UnifiedAlerting);
    expect(screen.getByText(/An alert rule cannot evaluate this query/)).toBeInTheDocument();
  });
});

describe('the editor', () => {
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

  it('says while it loads that it does', async () => {
    const datasource = fakeDataSource();
    jest.mocked(datasource.getResource).mockReturnValue(new Promise(() => {}));
    await edit({}, datasource);
    expect(choice('Metrics')).toHaveAttribute('placeholder', 'Loading …');
  });

  it('says that an empty catalog is empty, and what to do', async () => {
    const datasource = fakeDataSource();
    jest.mocked(datasource.getResource).mockResolvedValue([]);
    await edit({}, datasource);
    expect(await screen.findByText('The catalog has no metrics yet')).toBeInTheDocument();
    expect(screen.getByText(/okr apply/)).toBeInTheDocument();
  });

  it('does not touch a query of a newer model', async () => {
    const { onRunQuery } = await edit({ schema: 2 });
    expect(screen.getByText(/Update the plugin to change it/)).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it.each(['scorecard', 'series', 'journal', 'alerts'] as const)('can be used by everybody: %s', async (queryType) => {
    const filters = [{ key: 'plan', operator: '=' as const, value: 'pro' }];
    const { container } = await edit({ queryType, ...(queryType === 'series' && { filters }) });
    await waitFor(() => expect(choice('Metrics')).not.toHaveAttribute('placeholder', 'Loading …'));
    expect(await barriers(container)).toEqual([]);
  });
});
