import { t } from '@grafana/i18n';
import { Combobox, ComboboxOption, Field, MultiCombobox } from '@grafana/ui';
import React, { useId } from 'react';

interface CommonProps {
  label: string;
  options: ComboboxOption[];
  placeholder: string;
  /** Accepts values that are not in the list. Only for missing lists: Enter takes the typed text and not the marked option. */
  open?: boolean;
  /** Whether the list is being loaded. The placeholder tells: the spinner of Grafana 12.4 may never stop. */
  loading?: boolean;
  error?: string;
}

interface ChooseOneProps extends CommonProps {
  value?: string;
  onChange: (value?: string) => void;
}

/** A labelled list to choose one option from, or none. */
export function ChooseOne({ label, placeholder, open, loading, value, onChange, error, ...rest }: ChooseOneProps) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} invalid={Boolean(error)} error={error} noMargin>
      <Combobox
        {...rest}
        id={id}
        width={28}
        placeholder={loading ? t('choice.loading', 'Loading …') : placeholder}
        createCustomValue={open}
        isClearable
        value={value || null}
        onChange={(option) => onChange(option?.value)}
      />
    </Field>
  );
}

interface ChooseManyProps<T extends string> extends CommonProps {
  value?: T[];
  onChange: (value?: T[]) => void;
  wide?: boolean;
}

/** A labelled list to choose several options from. None means the default. */
export function ChooseMany<T extends string>({
  label,
  placeholder,
  open,
  loading,
  value,
  onChange,
  error,
  wide,
  ...rest
}: ChooseManyProps<T>) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} invalid={Boolean(error)} error={error} noMargin>
      <MultiCombobox
        {...rest}
        id={id}
        width={wide ? 60 : 44}
        placeholder={loading ? t('choice.loading', 'Loading …') : placeholder}
        createCustomValue={open}
        isClearable
        value={value ?? []}
        // All options are of type T.
        onChange={(chosen) => onChange(chosen.length > 0 ? chosen.map((option) => option.value as T) : undefined)}
      />
    </Field>
  );
}
