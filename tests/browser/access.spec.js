// Nobody is left out: axe finds nothing on any page, in any state, and no page scrolls sideways.
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { expectSound } from './access.js';
import { answer, expect, folder, interview, open, test } from './site.js';

const pages = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.html'))
  .map((file) => (file.endsWith('index.html') ? `${dirname(file)}/`.replace('./', '') : file));

test('every page, and every page in the dark and at 320 pixels', async ({ page }) => {
  test.setTimeout(600_000);
  expect(pages.length).toBeGreaterThan(5);
  // Pages of places are alike: three of them stand for all.
  const places = pages.filter((path) => path.startsWith('places/') && path !== 'places/');
  const chosen = pages.filter((path) => !places.includes(path)).concat(places.slice(0, 3));
  for (const [scheme, width] of [['light', 360], ['dark', 320]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 640 });
    for (const path of chosen) {
      await test.step(`${path} ${scheme}`, async () => {
        await page.goto(path);
        if (/^(check|explain)\/$/.test(path)) await page.locator('[data-ready]').waitFor();
        await expectSound(page);
      });
    }
  }
});

test('自查 in each of its states', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, 'check/');
  await page.locator('[data-next]').click();
  await expectSound(page);
  await answer(page, '家庭人口', '4');
  await expectSound(page);
  await answer(page, '建档立卡情况', '普通农户');
  await page.locator('[data-question="年可支配收入"] summary').click();
  await expectSound(page);
  await answer(page, '年可支配收入', '20000');
  await expectSound(page);
  await page.locator('[data-more]').click();
  await expectSound(page);
  await interview(page, { 受灾严重影响基本生活: 'true' });
  for (const summary of await page.locator('[data-result] summary:visible').all()) await summary.click();
  await expectSound(page);
});

test('text of twice the size needs no sideways scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 900 });
  for (const path of ['', 'check/', 'explain/', 'standards/']) {
    await page.goto(path);
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect(content, path).toBeLessThanOrEqual(window);
  }
});
