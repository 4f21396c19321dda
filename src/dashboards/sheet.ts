import { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { entries } from './journal';
import { links, toMetricOfRow, toObjectiveOfRow } from './link';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { linked, rows } from './table';
import { texts } from './tile';

const third = fullWidth / 3;

/** The one page that a meeting opens: what we want, how far we are, what we do next and what we have learned. */
export function sheet(reader: Reader) {
  const { words } = reader;
  const chosen = { queryType: 'objectives', objective: '$objective' } as const;
  return page(reader, {
    name: 'sheet',
    about: words.aboutSheet,
    variables: [choice(reader, 'objective', words.objectiveVariable, { lookup: 'objectives' })],
    panels: [
      texts(reader, chosen, ['title'], 26).noValue(words.noObjectives).span(fullWidth).height(2),
      rows(reader, {
        title: words.background,
        query: chosen,
        columns: { why_now: 0, success_story: 0, not_doing: 0, attainment: 110, effective_status: 110 },
        empty: words.noObjectives,
      })
        .withOverride(linked(['attainment'], links(reader, toObjectiveOfRow(reader, 'id'))))
        .span(fullWidth)
        .height(6),
      keyResults(reader),
      entries(reader, {
        title: words.focusActions,
        kinds: ['bet'],
        open: true,
        about: { objective: '$objective' },
        columns: { until_text: 95, text: 0, subject: 125 },
        empty: words.noActions,
      })
        .span(third)
        .height(7),
      entries(reader, {
        title: words.blockers,
        kinds: ['blocker'],
        open: true,
        about: { objective: '$objective' },
        empty: words.noBlockers,
      })
        .span(third)
        .height(7),
      entries(reader, {
        title: words.learnings,
        kinds: ['learning'],
        about: { objective: '$objective' },
        empty: words.noLearnings,
      })
        .span(third)
        .height(7),
    ],
  });
}

function keyResults(reader: Reader): Builder<Panel> {
  return rows(reader, {
    title: reader.words.keyResults,
    query: { queryType: 'scorecard', roles: ['key_result'], objective: '$objective' },
    columns: {
      title: 200,
      value_text: 90,
      wow: 130,
      attainment: 110,
      effective_status: 110,
      baseline_text: 100,
      target_text: 100,
      measurement: 0,
    },
    empty: reader.words.noKeyResults,
  })
    .withOverride(linked(['value_text'], links(reader, toMetricOfRow(reader))))
    .span(fullWidth)
    .height(8);
}
