import axe from 'axe-core';

/** Accessibility errors of an element, as "rule: element". Contrast is left out: it needs a real browser. */
export async function barriers(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
