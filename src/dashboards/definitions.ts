import { anyName } from '../names';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { rows } from './table';

/** What every metric means: one word, one definition. */
export function definitions(reader: Reader) {
  const { words } = reader;
  return page(reader, {
    name: 'definitions',
    about: words.aboutDefinitions,
    variables: [choice(reader, 'team', words.teamVariable, { lookup: 'teams' }).includeAll(true).allValue(anyName)],
    panels: [
      rows(reader, {
        title: words.allDefinitions,
        query: { queryType: 'definitions', team: '$team' },
        columns: {
          title: 200,
          owner: 200,
          data_source: 190,
          logic: 0,
          measured: 100,
          numerator: 0,
          denominator: 0,
          update_frequency: 190,
        },
      })
        .span(fullWidth)
        .height(22),
    ],
  });
}
