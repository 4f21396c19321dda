import { QueryField } from '../fields';
import { Lookups } from '../lookups';
import { MetricInfo, ObjectiveInfo, PeriodInfo, RuleInfo, TeamInfo } from '../types';
import { Loaded, useLookup } from './useLookup';

export interface CatalogLists {
  metrics: Loaded<MetricInfo>;
  objectives: Loaded<ObjectiveInfo>;
  teams: Loaded<TeamInfo>;
  periods: Loaded<PeriodInfo>;
  rules: Loaded<RuleInfo>;
  /** Why some list could not be loaded; empty while all is well. */
  failure: string;
  /** Whether no catalog has been applied yet. */
  empty: boolean;
}

/** Loads what the catalog offers for the fields that are shown. */
export function useCatalog(datasource: Lookups, fields: readonly QueryField[], locale?: string): CatalogLists {
  const wants = (field: QueryField) => fields.includes(field);
  const metrics = useList(wants('metrics'), datasource, 'metrics', locale);
  const objectives = useList(wants('objective'), datasource, 'objectives', locale);
  const teams = useList(wants('team'), datasource, 'teams', locale);
  const periods = useList(wants('period'), datasource, 'periods', locale);
  const rules = useList(wants('rules'), datasource, 'rules', locale);
  const failure = [metrics, objectives, teams, periods, rules].find(({ error }) => error)?.error ?? '';
  const empty = wants('metrics') && !metrics.loading && !failure && metrics.items.length === 0;
  return { metrics, objectives, teams, periods, rules, failure, empty };
}

type List = 'metrics' | 'objectives' | 'teams' | 'periods' | 'rules';
type ItemOf<L extends List> = Awaited<ReturnType<Lookups[L]>>[number];

function useList<L extends List>(wanted: boolean, datasource: Lookups, list: L, locale?: string) {
  return useLookup(
    async () => (wanted ? ((await datasource[list](locale)) as Array<ItemOf<L>>) : []),
    [wanted, datasource, list, locale]
  );
}
