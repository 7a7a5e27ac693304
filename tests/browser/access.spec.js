// Nobody is left out: axe finds nothing on any page, in any state, and no page scrolls sideways.
import { AxeBuilder } from '@axe-core/playwright';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { answer, expect, folder, interview, open, test } from './site.js';

const pages = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.html'))
  .map((file) => (file.endsWith('index.html') ? `${dirname(file)}/`.replace('./', '') : file));

/** Text that stands out from what is behind it by less than 7:1, as a reader sees it now. */
const faint = (page) =>
  page.evaluate(() => {
    const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
    const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    const over = ([red, green, blue, alpha = 1], under) => [red, green, blue].map((value, index) => value * alpha + under[index] * (1 - alpha));
    const grounds = new Map([[null, [255, 255, 255]]]);
    const behind = (element) => {
      if (!grounds.has(element)) {
        const colour = numbers(getComputedStyle(element).backgroundColor);
        grounds.set(element, colour.length === 3 ? colour : over(colour, behind(element.parentElement)));
      }
      return grounds.get(element);
    };
    const found = [];
    const look = (element, text) => {
      const style = getComputedStyle(element);
      if (!element.getClientRects().length || style.visibility !== 'visible') return;
      const under = behind(element);
      const [lighter, darker] = [light(over(numbers(style.color), under)), light(under)].sort((a, b) => b - a);
      const contrast = (lighter + 0.05) / (darker + 0.05);
      if (contrast < 7) found.push(`${text.trim().slice(0, 20)}: ${contrast.toFixed(2)}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (texts.currentNode.data.trim()) look(texts.currentNode.parentElement, texts.currentNode.data);
    document.querySelectorAll('input').forEach((input) => look(input, input.name || input.id));
    return found;
  });

async function expectSound(page) {
  expect(await faint(page)).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(' '))])).toEqual([]);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content).toBeLessThanOrEqual(window);
}

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
