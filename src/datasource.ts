import { DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, TemplateSrv } from '@grafana/runtime';
import { Filter, MetricInfo, ObjectiveInfo, OkrOptions, OkrQuery, PeriodInfo, SegmentInfo, TeamInfo } from './types';
import { anyName } from './names';
import { OkrVariableSupport } from './variables';

export class OkrDataSource extends DataSourceWithBackend<OkrQuery, OkrOptions> {
  constructor(
    settings: DataSourceInstanceSettings<OkrOptions>,
    private readonly templates: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
    this.variables = new OkrVariableSupport(this);
  }

  getDefaultQuery(): Partial<OkrQuery> {
    return { queryType: 'scorecard', format: 'table' };
  }

  /** A course of values needs to know of what; every other question has an answer without a choice. */
  filterQuery(query: OkrQuery): boolean {
    return query.queryType !== 'series' || Boolean(query.metrics?.length);
  }

  applyTemplateVariables(query: OkrQuery, scopedVars: ScopedVars): OkrQuery {
    const one = (text?: string) => this.expand(text, scopedVars);
    const many = (texts?: string[]) => this.expandAll(texts, scopedVars);
    return {
      ...query,
      period: one(query.period),
      team: one(query.team),
      objective: one(query.objective),
      metrics: many(query.metrics),
      grain: one(query.grain),
      groupBy: many(query.groupBy),
      filters: this.expandFilters(query.filters, scopedVars),
      rules: many(query.rules),
      locale: one(query.locale),
    };
  }

  /** Replaces dashboard variables in a name. A variable with several values is not one name: the first counts. */
  expand(text?: string, scopedVars: ScopedVars = {}): string | undefined {
    return text && (this.expandAll([text], scopedVars)?.[0] ?? '');
  }

  /** Replaces dashboard variables in names. One with several values becomes several names, an empty one or “All” none. */
  expandAll(texts?: string[], scopedVars: ScopedVars = {}): string[] | undefined {
    const names = texts?.flatMap((text) => this.templates.replace(text, scopedVars, 'csv').split(','));
    return names && [...new Set(names.filter((name) => name && name !== anyName))];
  }

  private expandFilters(filters: Filter[] | undefined, scopedVars: ScopedVars): Filter[] | undefined {
    return filters
      ?.map((filter) => ({ ...filter, key: this.expand(filter.key, scopedVars) ?? '' }))
      .filter((filter) => filter.key)
      .map((filter) => this.expandFilter(filter, scopedVars));
  }

  /** Equality with a variable that has several values means any of them, which is a pattern. */
  private expandFilter(filter: Filter, scopedVars: ScopedVars): Filter {
    const pattern = () => this.templates.replace(filter.value, scopedVars, 'regex');
    if (filter.operator === '=~' || filter.operator === '!~') {
      return { ...filter, value: pattern() };
    }
    let several = false;
    const value = this.templates.replace(filter.value, scopedVars, (values: string | string[]) => {
      several ||= Array.isArray(values) && values.length > 1;
      return String(values);
    });
    return several
      ? { key: filter.key, operator: filter.operator === '=' ? '=~' : '!~', value: pattern() }
      : { ...filter, value };
  }

  metrics(locale?: string): Promise<MetricInfo[]> {
    return this.lookUp('metrics', { locale });
  }

  objectives(locale?: string): Promise<ObjectiveInfo[]> {
    return this.lookUp('objectives', { locale });
  }

  teams(locale?: string): Promise<TeamInfo[]> {
    return this.lookUp('teams', { locale });
  }

  periods(locale?: string): Promise<PeriodInfo[]> {
    return this.lookUp('periods', { locale });
  }

  segments(metric: string): Promise<SegmentInfo[]> {
    return this.lookUp('segments', { metric });
  }

  private async lookUp<T>(path: string, params: Record<string, string | undefined>): Promise<T[]> {
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value));
    return (await this.getResource<T[] | null>(path, given)) ?? [];
  }
}
