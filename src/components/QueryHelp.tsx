import { css } from '@emotion/css';
import { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Stack, Text, useStyles2 } from '@grafana/ui';
import React from 'react';
import { OkrQuery, overviewMetrics, schema } from '../types';

interface Example extends Omit<OkrQuery, 'refId'> {
  name: string;
  about: string;
}

const examples = (): Example[] => [
  {
    name: t('help.overview.title', 'Five numbers that say everything'),
    about: t('help.overview.about', 'In a Stat panel: value, sparkline, colour and a link, without a setting.'),
    queryType: 'scorecard',
    format: 'stat',
    metrics: [overviewMetrics],
  },
  {
    name: t('help.key-results.title', 'Key results of this period'),
    about: t('help.key-results.about', 'In a Table: value, change, target, attainment and status of each.'),
    queryType: 'scorecard',
    format: 'table',
    roles: ['key_result'],
    period: 'current',
  },
  {
    name: t('help.course.title', 'The overview beside last year'),
    about: t('help.course.about', 'In a Time series: each value with its target and the same weeks a year ago.'),
    queryType: 'series',
    metrics: [overviewMetrics],
    lines: ['value', 'target'],
    compare: ['year_ago'],
  },
  {
    name: t('help.unusual.title', 'Unusual values'),
    about: t('help.unusual.about', 'Values that are far from those of the half year before, marked on the line.'),
    queryType: 'series',
    metrics: [overviewMetrics],
    lines: ['value', 'anomaly'],
  },
  {
    name: t('help.objectives.title', 'Objectives and who decides'),
    about: t('help.objectives.about', 'Why now, what success looks like, what is not done, and where it stands.'),
    queryType: 'objectives',
  },
  {
    name: t('help.firing.title', 'What fires, and what to do'),
    about: t('help.firing.about', 'Every alert rule with its value, its threshold and the decision to take.'),
    queryType: 'alerts',
    format: 'table',
  },
  {
    name: t('help.backtest.title', 'What the rules would have done'),
    about: t('help.backtest.about', 'In a State timeline: the states of each rule over the time range.'),
    queryType: 'alerts',
    format: 'timeline',
  },
  {
    name: t('help.changes.title', 'When definitions changed'),
    about: t('help.changes.about', 'A metric may move because its definition did. As a table, or as marks on charts.'),
    queryType: 'journal',
    format: 'table',
    kinds: ['definition'],
  },
  {
    name: t('help.tree.title', 'From the North Star down'),
    about: t('help.tree.about', 'In a Node graph: what drives what. Click a node to see more.'),
    queryType: 'tree',
  },
];

/** Example queries. A click runs one. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<OkrQuery>) {
  const styles = useStyles2(getStyles);
  const title = t('help.title', 'Examples to start from');
  return (
    <Stack direction="column" gap={1}>
      <Text element="p" variant="h5">
        {title}
      </Text>
      <ul className={styles.list} aria-label={title}>
        {examples().map(({ name, about, ...query }) => (
          <li key={name}>
            <button
              type="button"
              className={styles.example}
              onClick={() => onClickExample({ ...query, refId: 'A', schema })}
            >
              <span className={styles.title}>{name}</span>
              <Text element="span" variant="bodySmall" color="secondary">
                {about}
              </Text>
            </button>
          </li>
        ))}
      </ul>
      <Text variant="bodySmall" color="secondary">
        {t(
          'help.variables',
          'Dashboard variables can stand in every list. One with several values means all of them, and “All” narrows nothing.'
        )}
      </Text>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))',
    gap: theme.spacing(1),
    listStyle: 'none',
  }),
  example: css({
    display: 'flex',
    flexDirection: 'column',
    width: '100%',
    height: '100%',
    padding: theme.spacing(1),
    textAlign: 'left',
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { borderColor: theme.colors.border.strong },
  }),
  title: css({ color: theme.colors.text.link, fontWeight: theme.typography.fontWeightMedium }),
});
