// 大字 and 高对比: two switches in the head of every page, remembered like a setting of the browser.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, folder, open, test } from './site.js';

const large = (page) => page.getByRole('button', { name: '大字' });
const contrast = (page) => page.getByRole('button', { name: '高对比' });
const size = (page) => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
const colours = (page) => page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]);
const BLACK = 'rgb(0, 0, 0)';
const WHITE = 'rgb(255, 255, 255)';

test('大字 makes all text a third larger, and stays on from page to page', async ({ page, context }) => {
  await page.goto('');
  const before = await size(page);
  await expect(large(page)).toHaveAttribute('aria-pressed', 'false');
  await large(page).click();
  await expect(large(page)).toHaveAttribute('aria-pressed', 'true');
  expect((await size(page)) / before).toBeCloseTo(1.35, 2);
  const other = await context.newPage();
  await open(other, 'check/');
  await expect(large(other)).toHaveAttribute('aria-pressed', 'true');
  expect((await size(other)) / before).toBeCloseTo(1.35, 2);
  await large(other).click();
  expect(await size(other)).toBe(before);
});

test('高对比 is black on white, and white on black in the dark', async ({ page }) => {
  await page.goto('standards/');
  await contrast(page).click();
  expect(await colours(page)).toEqual([BLACK, WHITE]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colours(page)).toEqual([WHITE, BLACK]);
  await page.emulateMedia({ media: 'print' });
  expect((await colours(page))[0]).toBe(BLACK);
  await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
  await contrast(page).click();
  expect(await colours(page)).not.toEqual([BLACK, WHITE]);
});

test('what is chosen holds from the first paint', async ({ page }) => {
  await page.goto('');
  await large(page).click();
  // What the page looks like when its body begins, before any script that is fetched.
  await page.addInitScript(() => {
    new MutationObserver((changes, observer) => {
      if (!document.body) return;
      window.atFirst = document.documentElement.className;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await open(page, 'check/');
  expect(await page.evaluate(() => window.atFirst)).toBe('script large');
});

test('a page that one comes back to is as it was left', async ({ page }) => {
  await page.goto('');
  await page.goto('about/');
  await large(page).click();
  await page.goBack();
  await expect(large(page)).toHaveAttribute('aria-pressed', 'true');
});

test('高对比 is on where the device asks for it, until the reader turns it off', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' });
  await page.goto('');
  await expect(contrast(page)).toHaveAttribute('aria-pressed', 'true');
  expect(await colours(page)).toEqual([BLACK, WHITE]);
  await contrast(page).click();
  await page.goto('about/');
  await expect(contrast(page)).toHaveAttribute('aria-pressed', 'false');
});

test('where the device gives the colours there is nothing to choose', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('');
  await expect(large(page)).toBeVisible();
  await expect(contrast(page)).toBeHidden();
});

for (const [kinds, kept] of [[['localStorage'], true], [['localStorage', 'sessionStorage'], false]]) {
  test(`where ${kinds.join(' and ')} is refused the choice holds ${kept ? 'in the tab' : 'for the page'}`, async ({ page }) => {
    await page.addInitScript((kinds) => {
      for (const kind of kinds) {
        Object.defineProperty(window, kind, { get: () => { throw new DOMException('refused', 'SecurityError'); } });
      }
    }, kinds);
    await page.goto('');
    await large(page).click();
    await expect(large(page)).toHaveAttribute('aria-pressed', 'true');
    await page.goto('about/');
    await expect(large(page)).toHaveAttribute('aria-pressed', String(kept));
  });
}

test('from a USB stick the page has its style, and the switches work', async ({ page, complaints }) => {
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  await large(page).click();
  await page.getByRole('link', { name: '读法、隐私和说明' }).click();
  await expect(page).toHaveURL(/about\/index\.html$/);
  await expect(large(page)).toHaveAttribute('aria-pressed', 'true');
  expect((await colours(page))[1]).not.toBe('rgba(0, 0, 0, 0)');
  complaints.length = 0; // Chromium remarks that it reads a style from a disk.
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });
  test('there are no switches', async ({ page }) => {
    await page.goto('');
    await expect(large(page)).toBeHidden();
  });
});
