/** In place of a name: any. A dashboard variable says it for "All", so that a query is not narrowed. */
export const anyName = '*';

/** In place of a metric's name: the North Star and the metrics that the organisation chose to see beside it. */
export { overviewMetrics } from './query.gen';

/** In place of a period's name: the one in which the time range ends, and its neighbours. */
export const relativePeriods = ['current', 'previous', 'next'] as const;
