import { DataFrame, DataLink, DataQueryResponse, Field } from '@grafana/data';
import { carry, chooses, choiceVariables, isPage, sourceVariable } from './pages';

/**
 * Lets the links of an answer take along what was chosen on the dashboard that shows it, so that the way back leads to
 * what was looked at before. Only variables that the dashboard has are named: others would stay in the address as they
 * are written. Where a link chooses by itself, its own choice stands first, and that is the one which counts.
 */
export function keepChoices(response: DataQueryResponse, variables: string[]): DataQueryResponse {
  const names = [sourceVariable, ...choiceVariables].filter((name) => variables.includes(name));
  return names.length > 0 ? { ...response, data: response.data.map((frame) => inFrame(frame, names)) } : response;
}

function inFrame(frame: DataFrame, names: string[]): DataFrame {
  return { ...frame, fields: frame.fields.map((field) => inField(field, names)) };
}

function inField(field: Field, names: string[]): Field {
  const { links } = field.config;
  return links ? { ...field, config: { ...field.config, links: links.map((link) => inLink(link, names)) } } : field;
}

function inLink(link: DataLink, names: string[]): DataLink {
  const { url } = link;
  return isPage(url) ? { ...link, url: [url, ...carry(names.filter((name) => !chooses(url, name)))].join('&') } : link;
}
