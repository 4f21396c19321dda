import { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import { Box, CollapsableSection, Combobox, FieldSet, SecureSocksProxySettings, Switch, Text } from '@grafana/ui';
import React from 'react';
import { Connection } from '../connection';
import { defaults } from '../settings.gen';
import { tlsModeText } from '../strings';
import { OkrOptions, OkrSecrets, tlsModes } from '../types';
import { ConnectionString } from './ConnectionString';
import { wordOptions } from './options';
import { NumberSetting, SecretSetting, Setting, TextSetting } from './Setting';

type Props = DataSourcePluginOptionsEditorProps<OkrOptions, OkrSecrets>;

type NumberKey =
  | 'maxConnections'
  | 'connectTimeoutSeconds'
  | 'queryTimeoutSeconds'
  | 'memoryMegabytes'
  | 'maxValues'
  | 'refreshMinutes';

const examples = {
  hosts: 'db.example.com:5432',
  database: 'okr',
  user: 'grafana',
  serverName: 'db.example.com',
};

// Each language is named in itself.
const languages = [
  { value: 'en', label: 'English' },
  { value: 'ja', label: '日本語' },
];

/** Edits the settings of a data source: what is required first, the rest in sections that open. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = options;
  const tlsMode = jsonData.tlsMode ?? defaults.tlsMode;
  const encrypted = tlsMode !== 'disable';
  const verified = tlsMode === 'verify-ca' || tlsMode === 'verify-full';
  const certificates: Array<keyof OkrSecrets> = ['tlsCACert', 'tlsClientCert', 'tlsClientKey'];

  const set = (part: Partial<OkrOptions>) => onOptionsChange({ ...options, jsonData: { ...jsonData, ...part } });
  const text = (key: 'hosts' | 'database' | 'user' | 'tlsServerName') => ({
    disabled: readOnly,
    value: jsonData[key],
    onChange: (value?: string) => set({ [key]: value }),
  });
  const number = (key: NumberKey) => ({
    disabled: readOnly,
    value: jsonData[key],
    onChange: (value?: number) => set({ [key]: value }),
  });
  const secret = (key: keyof OkrSecrets) => ({
    disabled: readOnly,
    isConfigured: Boolean(secureJsonFields?.[key]),
    value: secureJsonData?.[key],
    onChange: (value: string) => onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, [key]: value } }),
    onReset: () =>
      onOptionsChange({
        ...options,
        secureJsonFields: { ...secureJsonFields, [key]: false },
        secureJsonData: { ...secureJsonData, [key]: '' },
      }),
  });
  const connect = ({ options: read, secrets }: Connection) =>
    onOptionsChange({
      ...options,
      jsonData: { ...jsonData, ...read, tlsMode: read.tlsMode ?? jsonData.tlsMode },
      ...(secrets.password && {
        secureJsonFields: { ...secureJsonFields, password: false },
        secureJsonData: { ...secureJsonData, ...secrets },
      }),
    });

  return (
    <>
      <Box marginBottom={3}>
        <Text color="secondary">
          {t(
            'config.intro',
            'Shows objectives, key results and KPIs that are kept in PostgreSQL. Prepare the database with “okr migrate”, fill in the fields that are marked, then choose “Save & test”: it tells what works and what to do next.'
          )}
        </Text>
      </Box>

      <FieldSet label={t('config.connection', 'Connection')}>
        <ConnectionString disabled={readOnly} onRead={connect} />
        <TextSetting
          {...text('hosts')}
          label={t('config.hosts.label', 'Hosts')}
          description={t(
            'config.hosts.description',
            'host or host:port. Replicas follow after commas: the next one is tried when one cannot be reached.'
          )}
          required={t('config.hosts.required', 'Enter at least one host')}
          placeholder={examples.hosts}
        />
        <TextSetting
          {...text('database')}
          label={t('config.database.label', 'Database')}
          description={t('config.database.description', 'The database in which “okr migrate” was run.')}
          required={t('config.database.required', 'Enter the name of the database')}
          placeholder={examples.database}
        />
        <TextSetting
          {...text('user')}
          label={t('config.user.label', 'User')}
          description={t(
            'config.user.description',
            'A member of the role okr_reader; of okr_writer where entries are written or metrics refreshed from here.'
          )}
          required={t('config.user.required', 'Enter the name of the database user')}
          placeholder={examples.user}
        />
        <SecretSetting
          {...secret('password')}
          label={t('config.password.label', 'Password')}
          description={t(
            'config.password.description',
            'Kept encrypted by Grafana. Leave empty when the database asks for none.'
          )}
        />
        <Setting
          label={t('config.tls-mode.label', 'TLS mode')}
          description={t('config.tls-mode.description', 'Verify all whenever the connection leaves this machine.')}
        >
          {(id) => (
            <Combobox
              id={id}
              width={40}
              disabled={readOnly}
              options={wordOptions(tlsModes, tlsModeText())}
              value={tlsMode}
              onChange={({ value }) => set({ tlsMode: value })}
            />
          )}
        </Setting>
      </FieldSet>

      {encrypted && (
        <CollapsableSection
          label={t('config.certificates', 'Certificates')}
          isOpen={Boolean(jsonData.tlsServerName) || certificates.some((key) => secureJsonFields?.[key])}
        >
          {verified && (
            <SecretSetting
              {...secret('tlsCACert')}
              label={t('config.ca-cert.label', 'CA certificate')}
              description={t(
                'config.ca-cert.description',
                "PEM text of the authority that signed the server's certificate. Empty: the system's authorities."
              )}
              pem="CERTIFICATE"
            />
          )}
          {tlsMode === 'verify-full' && (
            <TextSetting
              {...text('tlsServerName')}
              label={t('config.server-name.label', 'Server name')}
              description={t(
                'config.server-name.description',
                'Only when the certificate carries another name than the host.'
              )}
              placeholder={examples.serverName}
            />
          )}
          <SecretSetting
            {...secret('tlsClientCert')}
            label={t('config.client-cert.label', 'Client certificate')}
            description={t(
              'config.client-cert.description',
              'PEM text. Only when the database asks for a client certificate; then give the key too.'
            )}
            pem="CERTIFICATE"
          />
          <SecretSetting
            {...secret('tlsClientKey')}
            label={t('config.client-key.label', 'Client key')}
            description={t(
              'config.client-key.description',
              'PEM text of the key that belongs to the client certificate.'
            )}
            pem="PRIVATE KEY"
          />
        </CollapsableSection>
      )}

      <CollapsableSection label={t('config.sql-metrics', 'Metrics read by SQL')} isOpen={false}>
        <Setting
          label={t('config.refresh.label', 'Refresh in the background')}
          description={t(
            'config.refresh.description',
            'Needs the role okr_writer. Switch it off where “okr refresh” runs regularly.'
          )}
        >
          {(id) => (
            <Switch
              id={id}
              disabled={readOnly}
              value={!jsonData.refreshOff}
              onChange={(event) => set({ refreshOff: !event.currentTarget.checked })}
            />
          )}
        </Setting>
        {!jsonData.refreshOff && (
          <NumberSetting
            {...number('refreshMinutes')}
            label={t('config.refresh-minutes.label', 'Refresh every (minutes)')}
            description={t('config.refresh-minutes.description', 'Time between two refreshes of a metric.')}
            placeholder={String(defaults.refreshMinutes)}
          />
        )}
      </CollapsableSection>

      <CollapsableSection label={t('config.limits', 'Limits and memory')} isOpen={false}>
        <NumberSetting
          {...number('maxConnections')}
          label={t('config.max-connections.label', 'Connections')}
          description={t(
            'config.max-connections.description',
            'At most this many at once. Each Grafana server opens its own.'
          )}
          placeholder={String(defaults.maxConnections)}
        />
        <NumberSetting
          {...number('connectTimeoutSeconds')}
          label={t('config.connect-timeout.label', 'Connect timeout (seconds)')}
          description={t(
            'config.connect-timeout.description',
            'How long to wait for a host before the next one is tried.'
          )}
          placeholder={String(defaults.connectTimeoutSeconds)}
        />
        <NumberSetting
          {...number('queryTimeoutSeconds')}
          label={t('config.query-timeout.label', 'Query timeout (seconds)')}
          description={t(
            'config.query-timeout.description',
            'An answer that takes longer is given up, also while it waits for others.'
          )}
          placeholder={String(defaults.queryTimeoutSeconds)}
        />
        <NumberSetting
          {...number('memoryMegabytes')}
          label={t('config.memory.label', 'Memory (megabytes)')}
          description={t(
            'config.memory.description',
            'For facts that answers need often. With less, more answers come from the database.'
          )}
          placeholder={String(defaults.memoryMegabytes)}
        />
        <NumberSetting
          {...number('maxValues')}
          label={t('config.max-values.label', 'Largest answer (values)')}
          description={t(
            'config.max-values.description',
            'A larger query is refused with what to narrow. A value takes about 60 bytes until it is sent.'
          )}
          placeholder={String(defaults.maxValues)}
        />
        {config.secureSocksDSProxyEnabled && (
          <SecureSocksProxySettings options={options} onOptionsChange={onOptionsChange} />
        )}
      </CollapsableSection>

      <CollapsableSection label={t('config.language', 'Language')} isOpen={Boolean(jsonData.locale)}>
        <Setting
          label={t('config.locale.label', 'Language of titles')}
          description={t(
            'config.locale.description',
            "For alerts, and for people who use Grafana in neither English nor Japanese. Empty: the organisation's own."
          )}
        >
          {(id) => (
            <Combobox
              id={id}
              width={40}
              disabled={readOnly}
              options={languages}
              createCustomValue
              isClearable
              value={jsonData.locale ?? null}
              onChange={(language) => set({ locale: language?.value })}
            />
          )}
        </Setting>
      </CollapsableSection>
    </>
  );
}
