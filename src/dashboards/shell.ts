import { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  Panel,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableModel,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { choiceVariables, Layer, Name, names, path, sourceVariable, uid } from '../pages';
import { OkrVariableQuery } from '../types';
import { Reader, readers } from './reader';

/** The data source is a variable: dashboards work with a data source of any name, and can switch between several. */
export const datasource = { type: 'northstar-okrkpi-datasource', uid: `\${${sourceVariable}}` };

/** Width of a dashboard in grid columns. */
export const fullWidth = 24;

interface Page {
  name: Name;
  about: string;
  variables?: Array<Builder<VariableModel>>;
  panels: Array<Builder<Panel>>;
}

/** What all dashboards share: time range, variables, and links to the others that carry both. */
export function page(reader: Reader, { name, about, variables = [], panels }: Page): DashboardBuilder {
  const layer: Layer = names.view.some((view) => view === name) ? 'view' : 'drill-down';
  const shown = variables.map((variable) => variable.build().name);
  const hidden = choiceVariables.filter((name) => !shown.includes(name)).map(keep);
  const dashboard = new DashboardBuilder(reader.words[name])
    .uid(uid(name, reader.locale))
    .description(about)
    .tags(['okrkpi', layer, reader.locale])
    .time({ from: 'now-13w/w', to: 'now' })
    .timezone('browser')
    .refresh('5m')
    .variables([chosenSource(reader), ...variables, ...hidden])
    .links(links(reader, name));
  panels.forEach((panel) => dashboard.withPanel(panel));
  return dashboard;
}

function links(reader: Reader, name: Name) {
  const { toOverview, toTeam, toSheet } = reader.words;
  const titles = { overview: toOverview, team: toTeam, sheet: toSheet };
  const views = names.view
    .filter((view) => view !== name)
    .map((view) => to(titles[view], uid(view, reader.locale)).icon('dashboard'));
  const drillDown = new DashboardLinkBuilder(reader.words.drillDown)
    .type(DashboardLinkType.Dashboards)
    .tags(['okrkpi', 'drill-down', reader.locale])
    .asDropdown(true);
  const others = readers.filter(({ locale }) => locale !== reader.locale);
  const translations = others.map(({ locale }) =>
    to(reader.words.otherLanguage, uid(name, locale)).icon('external link').tooltip(reader.words.otherLanguageHint)
  );
  return [...views, drillDown, ...translations].map((link) => link.keepTime(true).includeVars(true));
}

function to(title: string, target: string) {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(path(target));
}

function chosenSource(reader: Reader) {
  return new DatasourceVariableBuilder(sourceVariable)
    .label(reader.words.dataSource)
    .type(datasource.type)
    .hide(VariableHide.HideVariable);
}

/** A hidden variable that carries a choice which this dashboard does not offer. */
function keep(name: string) {
  return new TextBoxVariableBuilder(name).hide(VariableHide.HideVariable).defaultValue('');
}

/** A variable that lists names of the catalog. */
export function choice(
  reader: Reader,
  name: string,
  label: string,
  query: Pick<OkrVariableQuery, 'lookup' | 'metric' | 'segment'>
) {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ refId: name, ...query, locale: reader.locale })
    .definition(query.lookup ?? name)
    .refresh(VariableRefresh.OnDashboardLoad);
}
