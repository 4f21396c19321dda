import { demo } from '../source';
import { expect, test } from './test';

test('a variable lists what the catalog knows, by title', async ({ variableEditPage, page }) => {
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(demo.name);
  await page.getByLabel('List', { exact: true }).click();
  await page.getByRole('option', { name: 'Objectives' }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(['Teams feel the value of TaskFlow early, and stay']);
});

test('a variable lists the values of a segment', async ({ variableEditPage, page }) => {
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(demo.name);
  await page.getByLabel('List', { exact: true }).click();
  await page.getByRole('option', { name: 'Values of a segment' }).click();
  await page.getByLabel('Segment', { exact: true }).click();
  await page.getByRole('option', { name: 'channel' }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(['organic', 'paid', 'referral']);
});
