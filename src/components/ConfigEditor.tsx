import { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Box, CollapsableSection, Combobox, FieldSet, SecureSocksProxySettings, Switch, Text } from '@grafana/ui';
import React from 'react';
import { configText, tlsModeText } from '../strings';
import { OkrOptions, OkrSecrets, tlsModes } from '../types';
import { wordOptions } from './options';
import { NumberSetting, SecretSetting, Setting, TextSetting } from './Setting';

type Props = DataSourcePluginOptionsEditorProps<OkrOptions, OkrSecrets>;

type NumberKey =
  'maxConnections' | 'connectTimeoutSeconds' | 'queryTimeoutSeconds' | 'memoryMegabytes' | 'refreshMinutes';

const languages = [
  { value: 'en', label: 'English' },
  { value: 'ja', label: '日本語' },
];

/** Edits the settings of a data source. Every field says what belongs into it. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = options;
  const tlsMode = jsonData.tlsMode ?? 'verify-full';
  const encrypted = tlsMode !== 'disable';
  const verified = tlsMode === 'verify-ca' || tlsMode === 'verify-full';

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

  return (
    <>
      <Box marginBottom={3}>
        <Text color="secondary">{configText.intro}</Text>
      </Box>

      <FieldSet label={configText.connection}>
        <TextSetting
          {...text('hosts')}
          label={configText.hosts}
          description={configText.hostsHelp}
          required={configText.hostsRequired}
          placeholder="localhost:5432"
        />
        <TextSetting
          {...text('database')}
          label={configText.database}
          description={configText.databaseHelp}
          required={configText.databaseRequired}
          placeholder="okr"
        />
        <TextSetting
          {...text('user')}
          label={configText.user}
          description={configText.userHelp}
          required={configText.userRequired}
          placeholder="grafana"
        />
        <SecretSetting {...secret('password')} label={configText.password} description={configText.passwordHelp} />
      </FieldSet>

      <FieldSet label={configText.encryption}>
        <Setting label={configText.tlsMode} description={configText.tlsModeHelp}>
          {(id) => (
            <Combobox
              id={id}
              width={40}
              disabled={readOnly}
              options={wordOptions(tlsModes, tlsModeText)}
              value={tlsMode}
              onChange={({ value }) => set({ tlsMode: value })}
            />
          )}
        </Setting>
        {verified && (
          <SecretSetting
            {...secret('tlsCACert')}
            label={configText.caCert}
            description={configText.caCertHelp}
            pem="CERTIFICATE"
          />
        )}
        {tlsMode === 'verify-full' && (
          <TextSetting
            {...text('tlsServerName')}
            label={configText.serverName}
            description={configText.serverNameHelp}
            placeholder="db.example.com"
          />
        )}
        {encrypted && (
          <>
            <SecretSetting
              {...secret('tlsClientCert')}
              label={configText.clientCert}
              description={configText.clientCertHelp}
              pem="CERTIFICATE"
            />
            <SecretSetting
              {...secret('tlsClientKey')}
              label={configText.clientKey}
              description={configText.clientKeyHelp}
              pem="PRIVATE KEY"
            />
          </>
        )}
      </FieldSet>

      <CollapsableSection label={configText.advanced} isOpen={false}>
        <NumberSetting
          {...number('maxConnections')}
          label={configText.maxConnections}
          description={configText.maxConnectionsHelp}
          placeholder="8"
        />
        <NumberSetting
          {...number('connectTimeoutSeconds')}
          label={configText.connectTimeout}
          description={configText.connectTimeoutHelp}
          placeholder="5"
        />
        <NumberSetting
          {...number('queryTimeoutSeconds')}
          label={configText.queryTimeout}
          description={configText.queryTimeoutHelp}
          placeholder="30"
        />
        <NumberSetting
          {...number('memoryMegabytes')}
          label={configText.memory}
          description={configText.memoryHelp}
          placeholder="256"
        />
        <Setting label={configText.refresh} description={configText.refreshHelp}>
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
            label={configText.refreshMinutes}
            description={configText.refreshMinutesHelp}
            placeholder="5"
          />
        )}
        <Setting label={configText.locale} description={configText.localeHelp}>
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
        {config.secureSocksDSProxyEnabled && (
          <SecureSocksProxySettings options={options} onOptionsChange={onOptionsChange} />
        )}
      </CollapsableSection>
    </>
  );
}
