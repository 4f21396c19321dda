import { useEffect, useRef, useState } from 'react';
import { useDebounce } from 'react-use';
import { Checker } from '../lookups';
import { OkrQuery, Problem } from '../types';

/** How long a query must stay as it is before it is checked, in milliseconds. */
const checkDelay = 300;

const none: Problem[] = [];

/**
 * What is wrong with a query, told by the back end before the query runs. Only the newest query counts. Where the check fails,
 * nothing is said: running the query tells as well.
 */
export function useProblems(datasource: Checker, query: OkrQuery): Problem[] {
  const [problems, setProblems] = useState(none);
  const running = useRef<AbortController>();
  // Grafana hands over a new object even where nothing changed.
  const text = JSON.stringify(query);
  useDebounce(
    () => {
      const abort = new AbortController();
      running.current = abort;
      const settle = (found: Problem[]) => !abort.signal.aborted && setProblems(found.length > 0 ? found : none);
      datasource.check(JSON.parse(text), abort.signal).then(settle, () => settle(none));
    },
    checkDelay,
    [datasource, text]
  );
  useEffect(() => () => running.current?.abort(), [datasource, text]);
  return problems;
}
