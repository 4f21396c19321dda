import axe from 'axe-core';

/** What makes a part of the page unusable for some people, as "rule: element". Contrast needs a real browser. */
export async function barriers(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
