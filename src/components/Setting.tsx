import { Field, Input, SecretInput, SecretTextArea } from '@grafana/ui';
import React, { useId, useState } from 'react';

interface SettingProps {
  label: string;
  description: string;
  error?: string;
  required?: boolean;
  children: (id: string) => React.ReactElement;
}

/** A setting with label and description. */
export function Setting({ label, description, error, required, children }: SettingProps) {
  const id = useId();
  return (
    <Field
      label={label}
      description={description}
      htmlFor={id}
      required={required}
      invalid={Boolean(error)}
      error={error}
    >
      {children(id)}
    </Field>
  );
}

interface InputProps<T> {
  label: string;
  description: string;
  placeholder: string;
  disabled?: boolean;
  value?: T;
  /** Called with undefined when the setting is emptied. */
  onChange: (value?: T) => void;
}

interface TextSettingProps extends InputProps<string> {
  /** What to say when the setting was left empty. */
  required?: string;
}

export function TextSetting({ label, description, required, value, onChange, ...rest }: TextSettingProps) {
  const [left, setLeft] = useState(false);
  const missing = left && !value ? required : undefined;
  return (
    <Setting label={label} description={description} required={Boolean(required)} error={missing}>
      {(id) => (
        <Input
          {...rest}
          id={id}
          width={40}
          value={value ?? ''}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
          onBlur={() => setLeft(true)}
        />
      )}
    </Setting>
  );
}

/** A whole number of at least one. */
export function NumberSetting({ label, description, value, onChange, ...rest }: InputProps<number>) {
  return (
    <Setting label={label} description={description}>
      {(id) => (
        <Input
          {...rest}
          id={id}
          width={40}
          type="number"
          min={1}
          step={1}
          value={value ?? ''}
          onChange={(event) => {
            const number = Math.floor(event.currentTarget.valueAsNumber);
            onChange(number >= 1 ? number : undefined);
          }}
        />
      )}
    </Setting>
  );
}

interface SecretSettingProps {
  label: string;
  description: string;
  disabled?: boolean;
  isConfigured: boolean;
  value?: string;
  onChange: (value: string) => void;
  onReset: () => void;
  /** Kind of PEM block. It makes the input several lines high. */
  pem?: string;
}

/** A secret can be set and reset but never read back. */
export function SecretSetting({ label, description, pem, value, onChange, ...rest }: SecretSettingProps) {
  const firstLine = `-----BEGIN ${pem}-----`;
  return (
    <Setting label={label} description={description}>
      {(id) =>
        pem ? (
          <SecretTextArea
            {...rest}
            id={id}
            cols={64}
            rows={6}
            placeholder={firstLine}
            value={value ?? ''}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        ) : (
          <SecretInput
            {...rest}
            id={id}
            width={40}
            value={value ?? ''}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )
      }
    </Setting>
  );
}
