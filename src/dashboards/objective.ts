import { entries } from './journal';
import { links, toMetricOfRow } from './link';
import { Reader } from './reader';
import { choice, fullWidth, page } from './shell';
import { bar, linked, rows } from './table';
import { captions, texts, tiles } from './tile';

/** Why an objective stands where it stands: its key results, what drives them, and what was said about them. */
export function objective(reader: Reader) {
  const { words } = reader;
  const results = { objective: '$objective', roles: ['key_result' as const], limit: 5 };
  return page(reader, {
    name: 'objective',
    about: words.aboutObjective,
    variables: [choice(reader, 'objective', words.objectiveVariable, { lookup: 'objectives' })],
    panels: [
      texts(reader, { queryType: 'objectives', objective: '$objective' }, ['title', 'summary'], 22)
        .noValue(words.noObjectives)
        .span(fullWidth)
        .height(2),
      tiles(reader, results).noValue(words.noKeyResults).span(fullWidth).height(6),
      captions(reader, results).span(fullWidth).height(2),
      keyResults(reader).span(fullWidth).height(7),
      levers(reader).span(14).height(10),
      entries(reader, {
        title: words.checkIns,
        about: { objective: '$objective' },
        columns: { time_text: 100, kind: 110, text: 0 },
        empty: words.noNotes,
      })
        .span(10)
        .height(10),
    ],
  });
}

function keyResults(reader: Reader) {
  const { words } = reader;
  return rows(reader, {
    title: words.keyResults,
    query: { queryType: 'scorecard', roles: ['key_result'], objective: '$objective' },
    columns: {
      title: 0,
      value_text: 90,
      attainment: 180,
      expected: 140,
      pace: 80,
      effective_status: 110,
      note: 260,
      grade: 110,
      baseline_text: 100,
      target_text: 100,
      forecast_text: 140,
      remark: 240,
    },
    empty: words.noKeyResults,
  })
    .withOverride(bar('attainment'))
    .withOverride(linked(['value_text', 'forecast_text'], links(reader, toMetricOfRow(reader))));
}

function levers(reader: Reader) {
  const { words } = reader;
  return rows(reader, {
    title: words.levers,
    hint: words.leversHint,
    query: { queryType: 'scorecard', roles: ['kpi_main', 'kpi_monitoring'], objective: '$objective' },
    columns: { title: 0, value_text: 90, wow: 130, effective_status: 110, decision: 380 },
  }).withOverride(linked(['value_text'], links(reader, toMetricOfRow(reader))));
}
