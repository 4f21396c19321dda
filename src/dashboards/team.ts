import { Role } from '../types';
import { objectives } from './objectives';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { captions, tiles } from './tile';

const own: Role[] = ['key_result', 'kpi_main', 'kpi_monitoring'];

/** The overview of one team: its five most important numbers, and its objectives. */
export function team(reader: Reader) {
  const { words } = reader;
  const five = { team: '$team', roles: own, limit: 5 };
  return page(reader, {
    name: 'team',
    about: words.aboutTeam,
    variables: [choice(reader, 'team', words.teamVariable, { lookup: 'teams' })],
    panels: [
      tiles(reader, five).noValue(words.noTeamNumbers).span(fullWidth).height(7),
      captions(reader, five).span(fullWidth).height(2),
      objectives(reader, '$team').span(fullWidth).height(7),
    ],
  });
}
