import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { barriers } from '../testing/axe';
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
  const { container } = render(<Editor />);
  const user = userEvent.setup({ delay: null });
  const open = (section: string) => user.click(screen.getByRole('button', { name: section }));
  return { settings: () => settings, user, open, container };
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
  ] as const)('asks in TLS mode %s for what it uses', async (tlsMode, shown, hidden) => {
    const { open } = edit(fakeSettings({ tlsMode }));
    if (shown.length > 0) {
      await open('Certificates');
    }
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

  it('opens the certificates where some are configured', () => {
    edit(fakeSettings({}, ['tlsCACert']));
    expect(screen.getByLabelText(/^CA certificate/)).toBeDisabled();
  });

  it('keeps limits in a section of their own as whole numbers, or none', async () => {
    const { settings, user, open } = edit();
    expect(screen.queryByLabelText(/^Connections/)).not.toBeInTheDocument();
    await open('Limits and memory');
    const connections = screen.getByLabelText(/^Connections/);
    await user.type(connections, '12');
    expect(settings().jsonData.maxConnections).toBe(12);
    await user.clear(connections);
    expect(settings().jsonData.maxConnections).toBeUndefined();
    await user.type(screen.getByLabelText(/^Largest answer/), '250000');
    expect(settings().jsonData.maxValues).toBe(250000);
  });

  it('leaves the refreshing of SQL metrics to the command line when it is switched off', async () => {
    const { settings, user, open } = edit();
    await open('Metrics read by SQL');
    await user.type(screen.getByLabelText(/^Refresh every/), '15');
    expect(settings().jsonData).toEqual({ refreshMinutes: 15 });

    await user.click(screen.getByLabelText(/^Refresh in the background/));
    expect(settings().jsonData.refreshOff).toBe(true);
    expect(screen.queryByLabelText(/^Refresh every/)).not.toBeInTheDocument();
  });

  it('cannot change what a file provides', () => {
    edit({ ...fakeSettings({ hosts: 'db:5432' }), readOnly: true });
    expect(screen.getByLabelText(/^Hosts/)).toBeDisabled();
    expect(screen.getByLabelText(/^Password/)).toBeDisabled();
    expect(screen.getByLabelText(/^TLS mode/)).toBeDisabled();
  });

  it('can be used by everybody', async () => {
    const { container, open } = edit();
    await open('Certificates');
    await open('Metrics read by SQL');
    await open('Limits and memory');
    await open('Language');
    expect(await barriers(container)).toEqual([]);
  });
});

describe('a connection string', () => {
  const field = () => screen.getByLabelText(/^Connection string/);

  it('fills in the fields when it is pasted, and the password as a secret', async () => {
    const { settings, user } = edit();
    await user.click(field());
    await user.paste('postgres://grafana:s3cret@one:5432,two:5432/okr?sslmode=verify-ca&application_name=x');
    expect(settings().jsonData).toEqual({
      hosts: 'one:5432,two:5432',
      database: 'okr',
      user: 'grafana',
      tlsMode: 'verify-ca',
    });
    expect(settings().secureJsonData.password).toBe('s3cret');
    expect(JSON.stringify(settings().jsonData)).not.toContain('s3cret');
    expect(field()).toHaveValue('');
    expect(screen.getByRole('status')).toHaveTextContent(
      'Filled in: Hosts, Database, User, Password, TLS mode. Not taken over: application_name.'
    );
  });

  it('can be typed and ended with Enter', async () => {
    const { settings, user } = edit();
    await user.type(field(), 'host=db dbname=okr{Enter}');
    expect(settings().jsonData).toMatchObject({ hosts: 'db', database: 'okr' });
  });

  it('replaces a stored password only when it names one', async () => {
    const { settings, user } = edit(fakeSettings({ tlsMode: 'require' }, ['password']));
    await user.click(field());
    await user.paste('postgres://db/okr');
    expect(settings().secureJsonFields.password).toBe(true);
    expect(settings().jsonData.tlsMode).toBe('require');
    await user.paste('postgres://me:new@db/okr');
    expect(settings().secureJsonFields.password).toBe(false);
    expect(settings().secureJsonData.password).toBe('new');
  });

  it.each([
    ['hello there', /This is no connection string.*postgres:\/\/user:password@host:5432\/database/],
    ['dbname=okr', 'The connection string names no host.'],
    ['host=/run/postgresql', /Sockets are files/],
  ])('that cannot be used says why: %s', async (text, why) => {
    const { settings, user } = edit();
    await user.click(field());
    await user.paste(text);
    expect(screen.getByText(why)).toBeInTheDocument();
    expect(settings().jsonData).toEqual({});
  });
});
