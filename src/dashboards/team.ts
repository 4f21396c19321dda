import { Role } from '../types';
import { objectives } from './objectives';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { captions, tiles } from './tile';

const half = fullWidth / 2;
const kpis: Role[] = ['kpi_main', 'kpi_monitoring'];

/** The overview of one team: its key results, its most important KPIs, its objectives. */
export function team(reader: Reader) {
  const { words } = reader;
  const results = { team: '$team', roles: ['key_result' as const], limit: 5 };
  const health = { team: '$team', roles: kpis, limit: 5 };
  return page(reader, {
    name: 'team',
    about: words.aboutTeam,
    variables: [choice(reader, 'team', words.teamVariable, { lookup: 'teams' })],
    panels: [
      tiles(reader, results).noValue(words.noKeyResults).span(half).height(7),
      tiles(reader, health).noValue(words.noTeamKPIs).span(half).height(7),
      captions(reader, results).span(half).height(2),
      captions(reader, health).span(half).height(2),
      objectives(reader, '$team').span(fullWidth).height(7),
    ],
  });
}
