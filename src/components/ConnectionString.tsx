import { t } from '@grafana/i18n';
import { Box, Input, Text } from '@grafana/ui';
import React, { useState } from 'react';
import { Connection, ConnectionError, parseConnection } from '../connection';
import { asIs } from '../strings';
import { Setting } from './Setting';

interface Props {
  disabled?: boolean;
  onRead: (connection: Connection) => void;
}

const example = 'postgres://grafana:…@db.example.com:5432/okr?sslmode=verify-full';

/** Takes a connection string apart into the settings. The string itself, which may hold a password, is never kept. */
export function ConnectionString({ disabled, onRead }: Props) {
  const [text, setText] = useState('');
  const [error, setError] = useState<ConnectionError>();
  const [report, setReport] = useState('');

  const read = (given: string) => {
    if (!given.trim()) {
      return setError(undefined);
    }
    const found = parseConnection(given);
    if (typeof found === 'string') {
      setReport('');
      return setError(found);
    }
    setText('');
    setError(undefined);
    setReport(describe(found));
    onRead(found);
  };
  const reasons: Record<ConnectionError, string> = {
    form: t('connection-string.form', 'This is no connection string. Two forms are known: {{url}} and {{words}}', {
      url: 'postgres://user:password@host:5432/database',
      words: 'host=db user=grafana dbname=okr',
      ...asIs,
    }),
    host: t('connection-string.host', 'The connection string names no host.'),
    socket: t('connection-string.socket', 'Sockets are files on one machine. Name a host that Grafana can reach.'),
  };
  return (
    <>
      <Setting
        label={t('connection-string.label', 'Connection string')}
        description={t(
          'connection-string.description',
          'If you have one, paste it: it fills in the fields below, and is not kept.'
        )}
        error={error && reasons[error]}
      >
        {(id) => (
          <Input
            id={id}
            width={64}
            disabled={disabled}
            autoComplete="off"
            spellCheck={false}
            placeholder={example}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onPaste={(event) => {
              event.preventDefault();
              const pasted = event.clipboardData.getData('text');
              setText(pasted);
              read(pasted);
            }}
            onBlur={() => read(text)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault();
                read(text);
              }
            }}
          />
        )}
      </Setting>
      <Box marginBottom={report ? 2 : 0}>
        <div role="status">
          <Text color="secondary">{report}</Text>
        </div>
      </Box>
    </>
  );
}

function describe({ options, secrets, ignored }: Connection): string {
  const names = {
    hosts: t('config.hosts.label', 'Hosts'),
    database: t('config.database.label', 'Database'),
    user: t('config.user.label', 'User'),
    password: t('config.password.label', 'Password'),
    tlsMode: t('config.tls-mode.label', 'TLS mode'),
  };
  const given: Partial<Record<keyof typeof names, string>> = { ...options, ...secrets };
  const filled = Object.entries(names)
    .filter(([key]) => key in given && given[key as keyof typeof names])
    .map(([, name]) => name);
  const done = t('connection-string.filled', 'Filled in: {{fields}}.', { fields: filled.join(', '), ...asIs });
  const left =
    ignored.length > 0
      ? t('connection-string.ignored', 'Not taken over: {{parameters}}.', { parameters: ignored.join(', '), ...asIs })
      : '';
  return [done, left].filter(Boolean).join(' ');
}
