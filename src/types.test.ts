import { DataSourceJsonData } from '@grafana/data';
import { readFileSync } from 'node:fs';
import { overviewMetrics } from './names';
import {
  comparisons,
  entryKinds,
  externals,
  formats,
  grains,
  lines,
  OkrOptions,
  OkrQuery,
  operators,
  queryTypes,
  roles,
  schema,
  tlsModes,
} from './types';

// Front end and back end each say in their own language what a query is. Neither may drift away from the other.

const query = readFileSync('pkg/engine/query.go', 'utf8');

/** Values of the Go constants of a type. */
function constants(source: string, type: string): string[] {
  return [...source.matchAll(new RegExp(`\\b\\w+\\s+${type} = "(\\w+)"`, 'g'))].map((match) => match[1]);
}

/** Names of the fields of a Go struct in JSON, those left out of it aside. */
function jsonNames(source: string, struct: string): string[] {
  const body = new RegExp(`type ${struct} struct \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/json:"(\w+)/g)].map((match) => match[1]);
}

/** Words of the first string list in a part of a source, empty ones aside. */
function words(source: string, start: RegExp): string[] {
  const rest = source.slice(source.search(start));
  return [...(/\{([^{}]*"[^{}]*)\}/.exec(rest)?.[1] ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1]);
}

describe('the model of a query', () => {
  it.each([
    ['query types', 'QueryType', queryTypes],
    ['formats', 'Format', formats],
    ['roles', 'Role', roles],
    ['lines', 'LineKind', lines],
    ['kinds of entries', 'EntryKind', entryKinds],
    ['words for external forces', 'External', externals],
  ])('has the %s of the back end', (_, type, known) => {
    expect([...known].sort()).toEqual(constants(query, type).sort());
  });

  it('has the grains and comparisons of the back end', () => {
    const grainWords = words(readFileSync('pkg/okr/enum.go', 'utf8'), /enum\[Grain\]/);
    expect(grains).toEqual(['auto', ...grainWords]);
    const comparison = readFileSync('pkg/series/comparison.go', 'utf8');
    expect(comparisons.every((name) => comparison.includes(`"${name}"`))).toBe(true);
  });

  it('has the operators of the back end', () => {
    const filter = readFileSync('pkg/series/filter.go', 'utf8');
    expect(filter).toContain(`want ${operators.join(', ')}`);
  });

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

  it('has the version of the back end', () => {
    expect(query).toContain(`const Schema = ${schema}\n`);
  });

  it('means the same metrics by the overview', () => {
    expect(query).toContain(`OverviewMetrics = "${overviewMetrics}"`);
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
