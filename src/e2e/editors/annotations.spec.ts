import { demo } from '../source';
import { expect, test } from './test';

test('entries of the journal become annotations', async ({ annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(demo.name);
  await expect(page.getByText('Marks what was said, decided and learned')).toBeVisible();
  await expect(annotationEditPage.runQuery()).toBeOK();
  await expect(annotationEditPage).toHaveAlert('success');
});
