import { useEffect, useRef, useState } from 'react';
import { useDebounce } from 'react-use';
import { Checker } from '../lookups';
import { OkrQuery, QueryError } from '../types';

/** How long a query must stay as it is before it is checked, in milliseconds. */
const checkDelay = 300;

const none: QueryError[] = [];

/**
 * What is wrong with a query, told by the back end before the query runs. Only the newest query counts. Where the check fails,
 * nothing is said: running the query tells as well.
 */
export function useQueryErrors(datasource: Checker, query: OkrQuery): QueryError[] {
  const [errors, setErrors] = useState(none);
  const running = useRef<AbortController>();
  // Grafana hands over a new object even where nothing changed.
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
