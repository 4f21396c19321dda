import { css, cx } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';

export interface CardOption<T extends string> {
  value: T;
  label: string;
  description: string;
  picture: React.ReactNode;
}

interface Props<T extends string> {
  label: string;
  options: Array<CardOption<T>>;
  value?: T;
  onChange: (value: T) => void;
}

/** Radio buttons that look like cards, each with a picture and a description. */
export function Cards<T extends string>({ label, options, value, onChange }: Props<T>) {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <div role="radiogroup" aria-labelledby={id}>
      <div className={styles.label} id={id}>
        {label}
      </div>
      <div className={styles.cards}>
        {options.map((option) => {
          const chosen = option.value === value;
          return (
            <label key={option.value} className={cx(styles.card, chosen && styles.chosen)}>
              <input
                className={styles.input}
                type="radio"
                name={id}
                value={option.value}
                checked={chosen}
                onChange={() => onChange(option.value)}
                aria-labelledby={`${id}-${option.value}`}
                aria-describedby={`${id}-${option.value}-about`}
              />
              <span className={styles.picture} aria-hidden>
                {option.picture}
              </span>
              <span>
                <span className={styles.title} id={`${id}-${option.value}`}>
                  {option.label}
                </span>
                <span id={`${id}-${option.value}-about`}>
                  <Text element="span" variant="bodySmall" color={chosen ? 'primary' : 'secondary'}>
                    {option.description}
                  </Text>
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  label: css({ ...theme.typography.bodySmall, fontWeight: theme.typography.fontWeightMedium, marginBottom: 4 }),
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(190px, 1fr))',
    gap: theme.spacing(1),
  }),
  card: css({
    position: 'relative',
    display: 'flex',
    gap: theme.spacing(1),
    alignItems: 'flex-start',
    padding: theme.spacing(1),
    cursor: 'pointer',
    lineHeight: 1.3,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { borderColor: theme.colors.border.strong },
    '&:focus-within': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  chosen: css({
    background: theme.colors.action.selected,
    borderColor: theme.colors.primary.border,
    // The choice must be visible without colour.
    boxShadow: `inset 3px 0 0 ${theme.colors.primary.border}`,
    '&:hover': { borderColor: theme.colors.primary.border },
  }),
  input: css({ position: 'absolute', opacity: 0, inset: 0, margin: 0, cursor: 'pointer' }),
  picture: css({ display: 'inline-flex', color: theme.colors.text.secondary, marginTop: 1, flexShrink: 0 }),
  title: css({ display: 'block', fontWeight: theme.typography.fontWeightMedium }),
});
