import { choiceVariables, drillDowns, sourceVariable, thisPage, timeRange, uidPrefix, views } from './pages.gen';

// How links lead to the provisioned dashboards. Panels and the links that come with the data follow the same rules.

export { choiceVariables, sourceVariable };

export const names = { view: views, 'drill-down': drillDowns } as const;

export type Layer = keyof typeof names;
export type Name = (typeof names)[Layer][number];
export type ChoiceVariable = (typeof choiceVariables)[number];
export type Locale = 'en' | 'ja';

/** The uid of a dashboard in a language. */
export function uid(name: Name, locale: Locale): string {
  return `${uidPrefix}${name}${locale === 'en' ? '' : `-${locale}`}`;
}

/** The path of a dashboard. Grafana puts the path that it is served under before it. */
export function path(dashboard: string): string {
  return `/d/${dashboard}`;
}

/** Parts of an address that carry what is chosen on the dashboard that is left. */
export function carry(variables: readonly string[]): string[] {
  return variables.map((name) => `\${${name}:queryparam}`);
}

/** The address of a dashboard over the same time range. It carries every choice that the link does not make itself. */
export function address(name: Name, locale: Locale, choose: Partial<Record<ChoiceVariable, string>> = {}): string {
  const made = Object.entries(choose).map(([variable, value]) => makes(variable) + value);
  const carried = carry([sourceVariable, ...choiceVariables.filter((variable) => !(variable in choose))]);
  return `${path(uid(name, locale))}?${[...made, ...carried, timeRange].join('&')}`;
}

/** The address of the page that the clicked row names. */
export function addressOfRow(): string {
  return [path(thisPage), timeRange, ...carry([sourceVariable, ...choiceVariables])].join('&');
}

/** Whether an address is that of a provisioned dashboard. */
export function isPage(url: string): boolean {
  return url.startsWith(path(uidPrefix)) || url.startsWith(path(thisPage));
}

/** Whether an address makes a choice by itself. */
export function chooses(url: string, variable: string): boolean {
  return url.includes(makes(variable));
}

function makes(variable: string): string {
  return `var-${variable}=`;
}
