import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { fieldsOf, formatsOf } from '../fields';
import { barriers } from '../testing/axe';
import { fakeDataSource } from '../testing/fakes';
import { OkrQuery, queryTypes } from '../types';
import { QueryHelp } from './QueryHelp';

describe('the help', () => {
  it('asks an example when it is clicked, whose fields all matter to its query type', async () => {
    const onClickExample = jest.fn();
    const user = userEvent.setup({ delay: null });
    render(<QueryHelp datasource={fakeDataSource()} query={{ refId: 'A' }} onClickExample={onClickExample} />);
    for (const example of screen.getAllByRole('button')) {
      await user.click(example);
    }
    const asked: OkrQuery[] = onClickExample.mock.calls.map(([query]) => query);
    for (const { refId, schema, queryType = 'scorecard', ...parts } of asked) {
      expect([refId, schema]).toEqual(['A', 1]);
      expect(fieldsOf[queryType]).toEqual(expect.arrayContaining(Object.keys(parts)));
      expect(formatsOf[queryType] ?? [undefined]).toContain(parts.format);
    }
    const types = asked.map(({ queryType }) => queryType);
    expect(queryTypes.filter((type) => type !== 'definitions' && !types.includes(type))).toEqual([]);
  });

  it('can be used by everybody', async () => {
    const { container } = render(
      <QueryHelp datasource={fakeDataSource()} query={{ refId: 'A' }} onClickExample={() => {}} />
    );
    expect(await barriers(container)).toEqual([]);
  });
});
