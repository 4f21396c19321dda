import { DataSourceJsonData } from '@grafana/data';
import { readFileSync } from 'node:fs';
import { OkrOptions, OkrQuery, tlsModes } from './types';

// The words of a query are generated. Its fields and the settings are said in both languages, and may not drift apart.

const query = readFileSync('pkg/query/query.go', 'utf8');

/** Names of the fields of a Go struct in JSON, those left out of it aside. */
function jsonNames(source: string, struct: string): string[] {
  const body = new RegExp(`type ${struct} struct \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/json:"(\w+)/g)].map((match) => match[1]);
}

describe('the model of a query', () => {
  it('has the fields of the back end', () => {
    const all: Required<Omit<OkrQuery, 'refId' | 'hide' | 'key' | 'datasource'>> = {
      queryType: 'scorecard',
      period: '',
      team: '',
      objective: '',
      metrics: [],
      roles: [],
      grain: '',
      compare: [],
      lines: [],
      groupBy: [],
      filters: [],
      rules: [],
      kinds: [],
      open: true,
      external: 'only',
      format: 'table',
      limit: 0,
      locale: '',
      schema: 1,
    };
    expect(Object.keys(all)).toEqual(jsonNames(query, 'Query'));
  });
});

describe('the settings', () => {
  const settings = readFileSync('pkg/plugin/settings.go', 'utf8');

  it('are those of the back end', () => {
    const all: Required<Omit<OkrOptions, keyof DataSourceJsonData>> = {
      hosts: '',
      database: '',
      user: '',
      tlsMode: 'disable',
      tlsServerName: '',
      maxConnections: 0,
      connectTimeoutSeconds: 0,
      queryTimeoutSeconds: 0,
      memoryMegabytes: 0,
      maxValues: 0,
      refreshMinutes: 0,
      refreshOff: false,
      locale: '',
    };
    expect(Object.keys(all)).toEqual(jsonNames(settings, 'Settings'));
  });

  it('know the TLS modes of the back end', () => {
    expect(settings).toContain(`case ${tlsModes.map((mode) => `"${mode}"`).join(', ')}:`);
  });
});
