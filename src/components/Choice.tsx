import { t } from '@grafana/i18n';
import { Combobox, ComboboxOption, Field, MultiCombobox } from '@grafana/ui';
import React, { useId } from 'react';

interface CommonProps {
  label: string;
  options: ComboboxOption[];
  placeholder: string;
  /** Lets people type what is not in the list: only where the list is missing, for Enter then takes what was typed. */
  open?: boolean;
  /** Whether the list is still on its way. Told in words: Grafana 12.4 may show its spinner for ever. */
  loading?: boolean;
  error?: string;
}

interface ChooseOneProps extends CommonProps {
  value?: string;
  onChange: (value?: string) => void;
}

/** A labelled list from which one thing, or nothing, is chosen. */
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

/** A labelled list from which any number of things are chosen. Nothing chosen means the default. */
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
        // The list holds only what its options say, and they are made from T.
        onChange={(chosen) => onChange(chosen.length > 0 ? chosen.map((option) => option.value as T) : undefined)}
      />
    </Field>
  );
}
