import { DataFrame, DataLink, DataQueryResponse, Field } from '@grafana/data';
import { carry, chooses, choiceVariables, isPage, sourceVariable } from './pages';

/**
 * Adds the choices made on a dashboard to the links of an answer, so that the way back leads to the same view. Only variables of
 * the dashboard are added: Grafana leaves others unreplaced in the address. A choice that a link makes itself is kept.
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
