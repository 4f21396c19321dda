import { VisibilityMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import { anyName } from '../names';
import { ask } from './ask';
import { details } from './link';
import { Reader } from './reader';
import { choice, datasource, fullWidth, page } from './shell';
import { linked, onlyWhere, rows } from './table';

/** What fires now and what to decide, what would have fired before, and why the other rules are quiet. */
export function alerts(reader: Reader) {
  const { words } = reader;
  return page(reader, {
    name: 'alerts',
    about: words.aboutAlerts,
    variables: [choice(reader, 'team', words.teamVariable, { lookup: 'teams' }).includeAll(true).allValue(anyName)],
    panels: [firing(reader), history(reader), all(reader)],
  });
}

function firing(reader: Reader) {
  const { words } = reader;
  return rows(reader, {
    title: words.firingNow,
    hint: words.firingNowHint,
    query: { queryType: 'alerts', format: 'table', team: '$team' },
    columns: {
      state: 80,
      title: 190,
      value_text: 75,
      threshold: 190,
      decision: 0,
      since: 95,
      severity: 70,
      segment: 85,
    },
    empty: words.noFiring,
  })
    .withTransformation(onlyWhere('state_code', 'firing'))
    .withOverride(linked(['value_text'], details(reader)))
    .span(fullWidth)
    .height(9);
}

function history(reader: Reader) {
  const { words } = reader;
  return new statetimeline.PanelBuilder()
    .title(words.history)
    .description(words.historyHint)
    .datasource(datasource)
    .withTarget(ask(reader, { queryType: 'alerts', format: 'timeline', team: '$team' }))
    .noValue(words.noRows)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .span(fullWidth)
    .height(13);
}

function all(reader: Reader) {
  const { words } = reader;
  return rows(reader, {
    title: words.allRules,
    hint: words.allRulesHint,
    query: { queryType: 'alerts', format: 'table', team: '$team' },
    columns: {
      state: 100,
      title: 0,
      segment: 140,
      owner: 220,
      severity: 100,
      value_text: 100,
      threshold: 300,
      reason: 380,
    },
  })
    .withOverride(linked(['value_text'], details(reader)))
    .span(fullWidth)
    .height(14);
}
