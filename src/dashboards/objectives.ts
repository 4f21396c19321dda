import * as table from '@grafana/grafana-foundation-sdk/table';
import { links, toObjectiveOfRow } from './link';
import { Reader } from './reader';
import { bar, linked, rows } from './table';

/** Objectives with their attainment, of all teams or of one. */
export function objectives(reader: Reader, team?: string): table.PanelBuilder {
  const { words } = reader;
  return rows(reader, {
    title: words.objectives,
    hint: words.objectivesHint,
    query: { queryType: 'objectives', team },
    columns: { title: 0, team_title: 140, attainment: 200, expected: 140, effective_status: 100, grade: 120 },
    empty: words.noObjectives,
  })
    .withOverride(bar('attainment'))
    .withOverride(linked(['attainment'], links(reader, toObjectiveOfRow(reader, 'id'))));
}
