import { config } from '@grafana/runtime';

/** Languages that answers have words in. */
const known = ['en', 'ja'];

/** The language in which a person uses Grafana, where answers can be given in it. Nothing is known about alert rules: nobody asks. */
export function userLanguage(): string | undefined {
  const [language] = (config.bootData?.user?.language ?? '').split('-');
  return known.includes(language) ? language : undefined;
}
