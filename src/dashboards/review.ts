import { Codes } from '../codes.gen';
import { anyName } from '../names';
import { entries } from './journal';
import { links, toMetricOfRow } from './link';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { linked, onlyWhere, rows } from './table';

const half = fullWidth / 2;
const third = fullWidth / 3;

/** What has changed since last week, what was learned, what is in the way, and what to try next. */
export function review(reader: Reader) {
  const { words } = reader;
  const about = { team: '$team' };
  return page(reader, {
    name: 'review',
    about: words.aboutReview,
    variables: [choice(reader, 'team', words.teamVariable, { lookup: 'teams' }).includeAll(true).allValue(anyName)],
    panels: [
      moved(reader, words.wins, 'better', words.noWins).span(half).height(11),
      moved(reader, words.drops, 'worse', words.noDrops).span(half).height(11),
      entries(reader, { title: words.learnings, kinds: ['learning'], about, empty: words.noLearnings })
        .span(third)
        .height(9),
      entries(reader, { title: words.blockers, kinds: ['blocker'], open: true, about, empty: words.noBlockers })
        .span(third)
        .height(9),
      entries(reader, {
        title: words.nextExperiments,
        kinds: ['experiment'],
        open: true,
        about,
        columns: { until_text: 95, text: 0, hypothesis: 0 },
        empty: words.noExperiments,
      })
        .span(third)
        .height(9),
    ],
  });
}

/** The metrics that got better, or worse, since last week. */
function moved(reader: Reader, title: string, way: Codes['moved_code'], empty: string) {
  return rows(reader, {
    title,
    query: { queryType: 'scorecard', team: '$team' },
    columns: { title: 0, value_text: 100, wow: 130, effective_status: 110 },
    empty,
  })
    .withTransformation(onlyWhere('moved_code', way))
    .withOverride(linked(['value_text'], links(reader, toMetricOfRow(reader))));
}
