import { useEffect, useRef, useState } from 'react';
import { useDebounce } from 'react-use';
import { Checker } from '../lookups';
import { OkrQuery, QueryError } from '../types';

/** Time without a change before a query is checked, in milliseconds. */
const checkDelay = 300;

const none: QueryError[] = [];

/**
 * The errors of a query, which the back end finds before the query runs. Only the newest query is checked. Where the check itself
 * fails, there are no errors: running the query shows them.
 */
export function useQueryErrors(datasource: Checker, query: OkrQuery): QueryError[] {
  const [errors, setErrors] = useState(none);
  const running = useRef<AbortController>();
  // Grafana passes a new object even where nothing changed.
  const text = JSON.stringify(query);
  useDebounce(
    () => {
      const abort = new AbortController();
      running.current = abort;
      const settle = (found: QueryError[]) => !abort.signal.aborted && setErrors(found.length > 0 ? found : none);
      datasource.check(JSON.parse(text), abort.signal).then(settle, () => settle(none));
    },
    checkDelay,
    [datasource, text]
  );
  useEffect(() => () => running.current?.abort(), [datasource, text]);
  return errors;
}
