import type { Page, Request } from '@playwright/test';

/** Errors and queries of a page while it loads. */
export interface Watched {
  /** Errors in the console, and failed requests. */
  errors: string[];
  /** How many queries each panel has asked. */
  queries: Map<number, number>;
}

export function watch(page: Page): Watched {
  const watched: Watched = { errors: [], queries: new Map() };
  page.on('console', (message) => message.type() === 'error' && watched.errors.push(message.text()));
  page.on('pageerror', (error) => watched.errors.push(error.message));
  page.on('response', (answer) => answer.status() >= 400 && watched.errors.push(`${answer.status()} ${answer.url()}`));
  page.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {};
    // Leaving a page aborts its requests.
    if (errorText !== 'net::ERR_ABORTED') {
      watched.errors.push(`${errorText} ${request.url()}`);
    }
  });
  page.on('request', (request) => count(watched, request));
  return watched;
}

function count({ queries }: Watched, request: Request) {
  const panel = Number(request.headers()['x-panel-id']);
  // Annotations belong to no panel.
  if (!request.url().includes('/api/ds/query') || !panel) {
    return;
  }
  const asked = (request.postDataJSON() as { queries: unknown[] }).queries.length;
  queries.set(panel, (queries.get(panel) ?? 0) + asked);
}
