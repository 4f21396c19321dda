/** In place of a name: any. A dashboard variable says it for "All", so that a query is not narrowed. */
export const anyName = '*';
