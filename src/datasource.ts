import {
  AdHocVariableFilter,
  CoreApp,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, TemplateSrv } from '@grafana/runtime';
import { map, Observable } from 'rxjs';
import { adHocFilters } from './adhoc';
import { OkrAnnotations } from './annotations';
import { keepChoices } from './choices';
import { fieldsOf, migrate } from './fields';
import { userLanguage } from './language';
import { EditorSource } from './lookups';
import { anyName } from './names';
import {
  Filter,
  MetricInfo,
  ObjectiveInfo,
  OkrOptions,
  OkrQuery,
  OwnerInfo,
  PeriodInfo,
  QueryError,
  RuleInfo,
  schema,
  SegmentInfo,
  TeamInfo,
} from './types';
import { OkrVariableSupport } from './variables';

export class OkrDataSource extends DataSourceWithBackend<OkrQuery, OkrOptions> implements EditorSource {
  annotations = OkrAnnotations;

  constructor(
    settings: DataSourceInstanceSettings<OkrOptions>,
    private readonly templates: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
    this.variables = new OkrVariableSupport(this);
  }

  getDefaultQuery(app?: CoreApp): Partial<OkrQuery> {
    return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting
      ? { queryType: 'alerts', format: 'alert', schema }
      : { queryType: 'scorecard', format: 'table', schema };
  }

  query(request: DataQueryRequest<OkrQuery>): Observable<DataQueryResponse> {
    const variables = this.templates.getVariables().map(({ name }) => name);
    return super.query(request).pipe(map((response) => keepChoices(response, variables)));
  }

  /** A time series needs metrics. Every other query has an answer without a choice. */
  filterQuery(query: OkrQuery): boolean {
    return query.queryType !== 'series' || Boolean(query.metrics?.length);
  }

  /** The query as it goes to the back end: variables replaced, and answers in the language of the person who looks. */
  applyTemplateVariables(query: OkrQuery, scopedVars: ScopedVars, filters?: AdHocVariableFilter[]): OkrQuery {
    const expanded = this.expandQuery(query, scopedVars, filters);
    return { ...expanded, locale: expanded.locale || userLanguage() };
  }

  /** Queries for Explore or an alert rule: variables replaced, no language added. */
  interpolateVariablesInQueries(
    queries: OkrQuery[],
    scopedVars: ScopedVars,
    filters?: AdHocVariableFilter[]
  ): OkrQuery[] {
    return queries.map((query) => this.expandQuery(query, scopedVars, filters));
  }

  private expandQuery(saved: OkrQuery, scopedVars: ScopedVars, adHoc?: AdHocVariableFilter[]): OkrQuery {
    const one = (text?: string) => this.expand(text, scopedVars);
    const many = (texts?: string[]) => this.expandAll(texts, scopedVars);
    const query = migrate(saved);
    return {
      ...query,
      period: one(query.period),
      team: one(query.team),
      objective: one(query.objective),
      metrics: many(query.metrics),
      grain: one(query.grain),
      groupBy: many(query.groupBy),
      filters: this.narrowed(query, scopedVars, adHoc),
      rules: many(query.rules),
      locale: one(query.locale),
    };
  }

  /** The filters of the query, then those of the dashboard where the query type has filters. */
  private narrowed(query: OkrQuery, scopedVars: ScopedVars, adHoc?: AdHocVariableFilter[]): Filter[] | undefined {
    const own = this.expandFilters(query.filters, scopedVars);
    const dashboard = fieldsOf[query.queryType ?? 'scorecard']?.includes('filters') ? adHocFilters(adHoc) : [];
    return dashboard.length > 0 ? [...(own ?? []), ...dashboard] : own;
  }

  expand(text?: string, scopedVars: ScopedVars = {}): string | undefined {
    return text && (this.expandAll([text], scopedVars)?.[0] ?? '');
  }

  expandAll(texts?: string[], scopedVars: ScopedVars = {}): string[] | undefined {
    const names = texts?.flatMap((text) => this.templates.replace(text, scopedVars, 'csv').split(','));
    return names && [...new Set(names.filter((name) => name && name !== anyName))];
  }

  private expandFilters(filters: Filter[] | undefined, scopedVars: ScopedVars): Filter[] | undefined {
    return filters?.flatMap((filter) => {
      const key = this.expand(filter.key, scopedVars);
      return key ? this.expandFilter({ ...filter, key }, scopedVars) : [];
    });
  }

  /** Equality with a variable of several values becomes a pattern that matches any of them. A filter on “All” is left out. */
  private expandFilter(filter: Filter, scopedVars: ScopedVars): Filter[] {
    let several = false;
    const value = this.templates.replace(filter.value, scopedVars, (values: string | string[]) => {
      several ||= Array.isArray(values) && values.length > 1;
      return String(values);
    });
    if (value !== filter.value && (value === '' || value === anyName)) {
      return [];
    }
    const isPattern = filter.operator === '=~' || filter.operator === '!~';
    if (!isPattern && !several) {
      return [{ ...filter, value }];
    }
    const operator = filter.operator === '=' || filter.operator === '=~' ? '=~' : '!~';
    return [{ key: filter.key, operator, value: this.templates.replace(filter.value, scopedVars, 'regex') }];
  }

  /** Segments that the filters of a dashboard offer. */
  async getTagKeys({ filters = [] }: Partial<DataSourceGetTagKeysOptions<OkrQuery>> = {}): Promise<MetricFindValue[]> {
    const used = filters.map(({ key }) => key);
    return (await this.segments())
      .filter(({ key }) => !used.includes(key))
      .map(({ key }) => ({ text: key, value: key }));
  }

  /** Values of a segment that occur together with the other filters. */
  async getTagValues({
    key,
    filters,
  }: Pick<DataSourceGetTagValuesOptions<OkrQuery>, 'key'> & Partial<DataSourceGetTagValuesOptions<OkrQuery>>): Promise<
    MetricFindValue[]
  > {
    const others = adHocFilters(filters).filter((filter) => filter.key !== key);
    const segment = (await this.segments({ filters: others })).find((one) => one.key === key);
    return (segment?.values ?? []).map((text) => ({ text, value: text }));
  }

  async check(query: OkrQuery, abortSignal: AbortSignal): Promise<QueryError[]> {
    const asked = this.applyTemplateVariables(query, {});
    const options = { abortSignal, showErrorAlert: false };
    return (await this.postResource<{ problems?: QueryError[] }>('queries/check', asked, options)).problems ?? [];
  }

  metrics(locale?: string): Promise<MetricInfo[]> {
    return this.lookUp('metrics', { locale: locale || userLanguage() });
  }

  objectives(locale?: string): Promise<ObjectiveInfo[]> {
    return this.lookUp('objectives', { locale: locale || userLanguage() });
  }

  teams(locale?: string): Promise<TeamInfo[]> {
    return this.lookUp('teams', { locale: locale || userLanguage() });
  }

  periods(locale?: string): Promise<PeriodInfo[]> {
    return this.lookUp('periods', { locale: locale || userLanguage() });
  }

  owners(): Promise<OwnerInfo[]> {
    return this.lookUp('owners', {});
  }

  rules(locale?: string): Promise<RuleInfo[]> {
    return this.lookUp('rules', { locale: locale || userLanguage() });
  }

  segments({ metric, filters }: { metric?: string; filters?: Filter[] } = {}): Promise<SegmentInfo[]> {
    return this.lookUp('segments', { metric, filters: filters?.length ? JSON.stringify(filters) : undefined });
  }

  private async lookUp<T>(path: string, params: Record<string, string | undefined>): Promise<T[]> {
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value));
    return (await this.getResource<T[] | null>(path, given, { showErrorAlert: false })) ?? [];
  }
}
