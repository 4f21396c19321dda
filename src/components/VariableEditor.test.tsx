import { setTemplateSrv } from '@grafana/runtime';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { barriers } from '../testing/axe';
import { fakeDataSource, fakeTemplates } from '../testing/fakes';
import { OkrVariableQuery } from '../types';
import { VariableEditor } from './VariableEditor';

beforeEach(() => setTemplateSrv(fakeTemplates({ metric: 'mrr' })));

async function edit(first: Partial<OkrVariableQuery> = {}, datasource = fakeDataSource({ metric: 'mrr' })) {
  let query: OkrVariableQuery = { refId: 'v', ...first };
  function Editor() {
    const [current, setCurrent] = useState(query);
    const onChange = (next: OkrVariableQuery) => {
      query = next;
      setCurrent(next);
    };
    return <VariableEditor datasource={datasource} query={current} onChange={onChange} />;
  }
  const { container } = await act(async () => render(<Editor />));
  return { query: () => query, container, datasource, user: userEvent.setup({ delay: null }) };
}

const choice = (name: string) => screen.getByRole('combobox', { name });

describe('the editor of a variable', () => {
  it('lists metrics until something else is chosen', async () => {
    await edit();
    expect(choice('List')).toHaveValue('Metrics');
    expect(screen.queryByLabelText('Metric')).not.toBeInTheDocument();
  });

  it.each([
    ['Owners', 'owners'],
    ['Alert rules', 'rules'],
    ['Objectives', 'objectives'],
  ])('lists %s', async (words, lookup) => {
    const { query, user } = await edit();
    await user.click(choice('List'));
    await user.click(await screen.findByText(words));
    expect(query()).toEqual({ refId: 'v', lookup });
  });

  it('lists the values of a segment, of any metric or of one', async () => {
    const { query, user } = await edit({ lookup: 'segment_values' });
    expect(choice('Metric')).toHaveAttribute('placeholder', 'Any metric');
    await user.click(choice('Segment'));
    await user.click(await screen.findByText('plan'));
    await user.click(choice('Metric'));
    await user.click(await screen.findByText('$metric'));
    expect(query()).toEqual({ refId: 'v', lookup: 'segment_values', segment: 'plan', metric: '$metric' });
  });

  it('tells how “All” is said', async () => {
    await edit();
    expect(screen.getByText(/enter \* as the custom all value/)).toBeInTheDocument();
  });

  it('says why choices are missing and lets names be typed', async () => {
    const datasource = fakeDataSource();
    jest.mocked(datasource.getResource).mockRejectedValue(new Error('The database cannot be reached'));
    const { query, user } = await edit({ lookup: 'segment_values' }, datasource);
    expect(screen.getAllByText('The database cannot be reached')).toHaveLength(2);
    await user.type(choice('Segment'), 'plan');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(query().segment).toBe('plan');
  });

  it('can be used by everybody', async () => {
    const { container } = await edit({ lookup: 'segment_values' });
    expect(await barriers(container)).toEqual([]);
  });
});
