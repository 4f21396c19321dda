import { config } from '@grafana/runtime';

/** Languages that answers are written in. */
const known = ['en', 'ja'];

/** The language in which a person uses Grafana, if answers are written in it. Alert rules have none: no person runs them. */
export function userLanguage(): string | undefined {
  const [language] = (config.bootData?.user?.language ?? '').split('-');
  return known.includes(language) ? language : undefined;
}
