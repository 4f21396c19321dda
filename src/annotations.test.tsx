import { AnnotationQuery } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { OkrAnnotations } from './annotations';
import { AnnotationEditor } from './components/AnnotationEditor';
import { barriers } from './testing/axe';
import { fakeDataSource, fakeTemplates } from './testing/fakes';
import { OkrQuery } from './types';

beforeEach(() => setTemplateSrv(fakeTemplates()));

async function edit(query: Partial<OkrQuery> = {}) {
  const onChange = jest.fn();
  const onRunQuery = jest.fn();
  const props = { datasource: fakeDataSource(), query: { refId: 'Anno', ...query }, onChange, onRunQuery };
  const { container } = await act(async () => render(<AnnotationEditor {...props} />));
  return { container, onChange, onRunQuery, user: userEvent.setup({ delay: null }) };
}

describe('an annotation', () => {
  const asked = { refId: 'Anno', queryType: 'journal', format: 'annotations', schema: 1 };

  it('asks the journal for marks', () => {
    expect(OkrAnnotations.getDefaultQuery?.()).toEqual(asked);
  });

  it('that is saved keeps its choices and what Grafana needs', () => {
    const saved = { name: 'Changes', enable: true, target: { refId: 'X', kinds: ['definition'] } };
    expect(OkrAnnotations.prepareAnnotation?.(saved)).toEqual({
      name: 'Changes',
      enable: true,
      target: { ...asked, refId: 'X', kinds: ['definition'] },
    });
    expect(OkrAnnotations.prepareAnnotation?.({ name: 'New' } as AnnotationQuery<OkrQuery>).target).toEqual(asked);
  });
});

describe('an annotation that needs no change', () => {
  it.each([
    ['of this version', { refId: 'Anno', queryType: 'journal', format: 'annotations', schema: 1 }],
    ['of a newer one', { refId: 'Anno', queryType: 'journal', format: 'annotations', schema: 2, new: 'word' }],
  ] as const)('stays the same object, or Grafana would prepare it for ever: %s', (_, target) => {
    const saved = { name: 'Changes', enable: true, iconColor: 'blue', target };
    expect(OkrAnnotations.prepareAnnotation?.(saved)).toBe(saved);
  });
});

describe('its editor', () => {
  it('chooses the kinds of entries', async () => {
    const { onChange, onRunQuery, user } = await edit();
    await user.click(screen.getByRole('combobox', { name: 'Kinds of entries' }));
    await user.click(await screen.findByText('Decision'));
    expect(onChange).toHaveBeenCalledWith(
      expect.objectContaining({ queryType: 'journal', format: 'annotations', kinds: ['decision'] })
    );
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it.each(['Metrics', 'Objective', 'Team'])('narrows the entries by %s', async (label) => {
    await edit();
    expect(screen.getByRole('combobox', { name: label })).toBeInTheDocument();
  });

  it('asks for no format and no query type', async () => {
    await edit();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  });

  it('does not touch a query of a newer model', async () => {
    await edit({ schema: 2 });
    expect(screen.getByText(/Update the plugin to change it/)).toBeInTheDocument();
  });

  it('can be used by everybody', async () => {
    expect(await barriers((await edit()).container)).toEqual([]);
  });
});
