import { DependencyList } from 'react';
import { useAsync } from 'react-use';

export interface Loaded<T> {
  items: T[];
  loading: boolean;
  /** Why there are no items; empty while all is well. */
  error: string;
}

/** Loads a list of choices, and again when one of the dependencies changes. */
export function useLookup<T>(load: () => Promise<T[]>, dependencies: DependencyList): Loaded<T> {
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the dependencies of this hook are checked where it is called
  const { value = [], loading, error } = useAsync(load, dependencies);
  return { items: value, loading, error: error ? reason(error) : '' };
}

/** Failed requests carry the reason in their data: problem details, or Grafana's own message. */
function reason(error: unknown): string {
  const { data, statusText, message } = error as {
    data?: { detail?: string; title?: string; message?: string };
    statusText?: string;
    message?: string;
  };
  return data?.detail || data?.title || data?.message || message || statusText || String(error);
}
