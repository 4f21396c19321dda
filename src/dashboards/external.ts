import { links, toMetricOfRow } from './link';
import { Reader } from './reader';
import { fullWidth, page } from './shell';
import { linked, rows } from './table';

/** Metrics that outside forces move, apart from all others. */
export function external(reader: Reader) {
  const { words } = reader;
  const toMetric = linked(['value_text'], links(reader, toMetricOfRow(reader)));
  return page(reader, {
    name: 'external',
    about: words.aboutExternal,
    panels: [
      rows(reader, {
        title: words.externalNumbers,
        hint: words.externalNumbersHint,
        query: { queryType: 'scorecard', external: 'only' },
        columns: { title: 0, value_text: 110, wow: 130, mom: 150, yoy: 170, effective_status: 110, decision: 460 },
        empty: words.noExternal,
      })
        .withOverride(toMetric)
        .span(fullWidth)
        .height(5),
      rows(reader, {
        title: words.externalRanges,
        query: { queryType: 'definitions', external: 'only' },
        columns: { title: 240, external_factors: 0, expected_range: 320, auxiliary: 0 },
        empty: words.noExternal,
      })
        .span(fullWidth)
        .height(5),
      rows(reader, {
        title: words.ownNumbers,
        query: { queryType: 'scorecard', external: 'without' },
        columns: { kind: 130, title: 0, value_text: 110, wow: 130, mom: 150, yoy: 170, effective_status: 110 },
      })
        .withOverride(toMetric)
        .span(fullWidth)
        .height(12),
    ],
  });
}
