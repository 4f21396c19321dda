import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { fakeSettings } from '../testing/fakes';
import { ConfigEditor } from './ConfigEditor';

type Settings = ReturnType<typeof fakeSettings>;

/** An editor whose settings change as in Grafana. `settings()` are the newest. */
function edit(first: Settings = fakeSettings()) {
  let settings = first;
  function Editor() {
    const [current, setCurrent] = useState(settings);
    const onOptionsChange = (next: Settings) => {
      settings = next;
      setCurrent(next);
    };
    // Grafana's type of the settings is wider than what it passes on.
    return <ConfigEditor options={current} onOptionsChange={onOptionsChange as never} />;
  }
  render(<Editor />);
  return { settings: () => settings, user: userEvent.setup({ delay: null }) };
}

describe('ConfigEditor', () => {
  it('stores where the database is', async () => {
    const { settings, user } = edit();
    await user.type(screen.getByLabelText(/^Hosts/), 'a:5432, b:5432');
    await user.type(screen.getByLabelText(/^Database/), 'okr');
    await user.type(screen.getByLabelText(/^User/), 'grafana');
    expect(settings().jsonData).toEqual({ hosts: 'a:5432, b:5432', database: 'okr', user: 'grafana' });
  });

  it('stores the password as a secret', async () => {
    const { settings, user } = edit();
    await user.type(screen.getByLabelText(/^Password/), 'secret');
    expect(settings().secureJsonData).toEqual({ password: 'secret' });
    expect(JSON.stringify(settings().jsonData)).not.toContain('secret');
  });

  it('never shows a stored password, and replaces it after a reset', async () => {
    const { settings, user } = edit(fakeSettings({}, ['password']));
    expect(screen.getByLabelText(/^Password/)).toBeDisabled();
    await user.click(screen.getByRole('button', { name: /reset/i }));
    expect(settings().secureJsonFields.password).toBe(false);
    await user.type(screen.getByLabelText(/^Password/), 'new');
    expect(settings().secureJsonData.password).toBe('new');
  });

  it('says what is missing once a required field is left', async () => {
    const { user } = edit();
    await user.click(screen.getByLabelText(/^Hosts/));
    expect(screen.queryByText('Enter at least one host')).not.toBeInTheDocument();
    await user.tab();
    expect(screen.getByText('Enter at least one host')).toBeInTheDocument();
  });

  it.each([
    ['disable', [], ['CA certificate', 'Server name', 'Client certificate', 'Client key']],
    ['require', ['Client certificate', 'Client key'], ['CA certificate', 'Server name']],
    ['verify-ca', ['CA certificate', 'Client certificate', 'Client key'], ['Server name']],
    ['verify-full', ['CA certificate', 'Server name', 'Client certificate', 'Client key'], []],
    [undefined, ['CA certificate', 'Server name', 'Client certificate', 'Client key'], []],
  ] as const)('asks in TLS mode %s for what it uses', (tlsMode, shown, hidden) => {
    edit(fakeSettings({ tlsMode }));
    for (const label of shown) {
      expect(screen.getByLabelText(new RegExp(`^${label}`))).toBeInTheDocument();
    }
    for (const label of hidden) {
      expect(screen.queryByLabelText(new RegExp(`^${label}`))).not.toBeInTheDocument();
    }
  });

  it('chooses a TLS mode by keyboard', async () => {
    const { settings, user } = edit();
    await user.type(screen.getByLabelText(/^TLS mode/), 'Encrypt{ArrowDown}{Enter}');
    expect(settings().jsonData.tlsMode).toBe('require');
  });

  it('keeps limits in the advanced section as whole numbers, or none', async () => {
    const { settings, user } = edit();
    expect(screen.queryByLabelText(/^Connections/)).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Advanced' }));
    const connections = screen.getByLabelText(/^Connections/);
    await user.type(connections, '12');
    expect(settings().jsonData.maxConnections).toBe(12);
    await user.clear(connections);
    expect(settings().jsonData.maxConnections).toBeUndefined();
  });

  it('leaves the refreshing of SQL metrics to the command line when it is switched off', async () => {
    const { settings, user } = edit();
    await user.click(screen.getByRole('button', { name: 'Advanced' }));
    await user.type(screen.getByLabelText(/^Refresh every/), '15');
    expect(settings().jsonData).toEqual({ refreshMinutes: 15 });

    await user.click(screen.getByLabelText(/^Refresh metrics/));
    expect(settings().jsonData.refreshOff).toBe(true);
    expect(screen.queryByLabelText(/^Refresh every/)).not.toBeInTheDocument();
  });

  it('cannot change what a file provides', () => {
    edit({ ...fakeSettings({ hosts: 'db:5432' }), readOnly: true });
    expect(screen.getByLabelText(/^Hosts/)).toBeDisabled();
    expect(screen.getByLabelText(/^Password/)).toBeDisabled();
    expect(screen.getByLabelText(/^TLS mode/)).toBeDisabled();
  });
});
