import { useEffect, useState } from 'react';

export interface Loaded<T> {
  items: T[];
  loading: boolean;
  /** Why there are no items; empty while all is well. */
  error: string;
}

/** Loads a list of choices. `load` must keep its identity until something else is to be loaded. */
export function useLookup<T>(load: () => Promise<T[]>): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ items: [], loading: true, error: '' });
  useEffect(() => {
    let current = true;
    const settle = (next: Partial<Loaded<T>>) => current && setState({ items: [], error: '', loading: false, ...next });
    load().then(
      (items) => settle({ items }),
      (error) => settle({ error: reason(error) })
    );
    return () => {
      current = false;
    };
  }, [load]);
  return state;
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
