// Nobody is left out: axe finds nothing on any page, in any state, and no page scrolls sideways.
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { expectFits, expectLarge, expectSound } from './access.js';
import { answer, expect, fill, folder, interview, open, test } from './site.js';

const pages = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.html'))
  .map((file) => (file.endsWith('index.html') ? `${dirname(file)}/`.replace('./', '') : file));

// Pages of places, screens and scripts are alike: two of each folder stand for all.
const ALIKE = ['p/', 'places/', 'publicity/', 'publicity/led/', 'publicity/script/', 'screen/'];
const parent = (path) => path.replace(/[^/]+\/([bls]\/)?$/, '');
const kinds = pages.filter((path) => !ALIKE.includes(parent(path)) || ALIKE.includes(path) || pages.filter((other) => parent(other) === parent(path) && !ALIKE.includes(other)).indexOf(path) < 2);

/** Goes through pages of every kind and looks at each. */
async function everyPage(page, look) {
  expect(kinds.length).toBeGreaterThan(5);
  for (const path of kinds) {
    await test.step(path, async () => {
      await page.goto(path);
      if (/^(check|explain)\/$/.test(path)) await page.locator('[data-ready]').waitFor();
      await look(page);
    });
  }
}

/** Goes through 自查 and looks at each of its states. */
async function resident(page, look) {
  const state = (name) => test.step(name, () => look(page));
  const next = page.locator('[data-next]');
  const again = async (name, value) => {
    await page.locator(`[data-answer="${name}"] [data-change]`).click();
    await answer(page, name, value);
  };
  await open(page, 'check/');
  await state('a number');
  await next.click();
  await state('an error');
  await answer(page, '家庭人口', '4');
  await state('a choice');
  await answer(page, '建档立卡情况', '普通农户');
  await state('an amount');
  await page.locator('[data-question="年可支配收入"] summary').click();
  await state('an amount, roughly');
  await answer(page, '年可支配收入', '3360000');
  await state('an unusual amount');
  await page.locator('[data-question="年可支配收入"] [data-unknown]').click();
  await interview(page, {});
  await state('incomplete');
  await again('年可支配收入', '10000');
  await interview(page, { 困难原因: [] });
  await state('verify');
  await again('年可支配收入', '100000');
  await interview(page, {});
  await state('unlikely');
  await again('年可支配收入', '20000');
  await state('likely');
  await page.locator('[data-more]').click();
  const asked = new Set();
  while (await page.locator('[data-question]:visible').count()) {
    const field = page.locator('[data-question]:visible');
    const name = await field.getAttribute('data-question');
    const kind = await field.getAttribute('data-kind');
    if (!asked.has(kind)) await state(kind);
    asked.add(kind);
    await answer(page, name, name === '受灾严重影响基本生活' ? 'true' : null);
  }
  for (const summary of await page.locator('[data-result] summary:visible').all()) {
    if (!(await summary.evaluate((element) => element.parentElement.open))) await summary.click();
  }
  await page.locator('[data-keep]').click();
  await state('measures, everything open, kept');
  await page.reload();
  await page.locator('[data-resume]').waitFor();
  await state('kept before');
}

/** Goes through 干部测算 and looks at each of its states. */
async function cadre(page, look) {
  const state = (name) => test.step(name, () => look(page));
  await open(page, 'explain/');
  await fill(page, '家庭人口', '99');
  await state('an error');
  await fill(page, '家庭人口', '4');
  await fill(page, '建档立卡情况', '普通农户');
  await fill(page, '年可支配收入', '20000');
  await fill(page, '困难原因', ['因灾']);
  await fill(page, '受灾严重影响基本生活', 'true');
  await state('likely');
  for (const summary of await page.locator('[data-live] summary:visible').all()) {
    if (!(await summary.evaluate((element) => element.parentElement.open))) await summary.click();
  }
  await page.locator('[data-tool="compare"]').click();
  await page.locator('[data-tool-place="compare"]').waitFor();
  await state('everything open');
}

/** Makes every page one of 大字 and 高对比. */
const displayed = (page, classes) => page.addInitScript((classes) => localStorage.setItem('mingbai display', classes), `script ${classes}`);

for (const [name, width, scheme, classes] of [['as it is', 360, 'light', ''], ['in the dark at 320 pixels', 320, 'dark', ''], ['in 大字 and 高对比 at 320 pixels', 320, 'light', 'large contrast'], ['in 高对比 in the dark', 1280, 'dark', 'contrast']]) {
  test.describe(name, () => {
    test.beforeEach(async ({ page }) => {
      test.setTimeout(600_000);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 640 });
      if (classes) await displayed(page, classes);
    });
    if (width < 1280) test('every page', ({ page }) => everyPage(page, expectSound));
    test('自查 in each of its states', ({ page }) =>
      resident(page, async () => {
        await expectSound(page);
        await expectLarge(page);
      }));
    test('干部测算 in each of its states', ({ page }) => cadre(page, expectSound));
  });
}

for (const [name, width, size] of [['text of twice the size', 640, 32], ['大字 and text of twice the size', 640, 43.2], ['a page of four times the size', 320, 16]]) {
  test(`${name} needs no sideways scrolling`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width, height: 900 });
    // As a browser does whose reader has set larger letters.
    await page.addInitScript((size) => addEventListener('DOMContentLoaded', () => document.documentElement.style.setProperty('font-size', `${size}px`)), size);
    const look = async () => {
      expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))).toBeCloseTo(size, 1);
      await expectFits(page);
    };
    await everyPage(page, look);
    await resident(page, look);
    await cadre(page, look);
  });
}

test('where the device gives the colours, what is chosen, what is on and what has the focus can be told', async ({ page }) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ forcedColors: 'active' });
  await page.setViewportSize({ width: 320, height: 640 });
  const style = (locator, ...names) => locator.evaluate((element, names) => names.map((name) => getComputedStyle(element)[name]), names);
  await open(page, 'check/');
  const nav = page.locator('.nav a');
  expect(await style(nav.nth(0), 'borderBottomColor')).not.toEqual(await style(nav.nth(1), 'borderBottomColor'));
  await answer(page, '家庭人口', '4');
  const field = page.locator('[data-question]:visible');
  const [chosen, other] = [0, 1].map((place) => field.locator('.option').nth(place));
  await chosen.locator('input').check({ force: true });
  const drawn = ['borderTopColor', 'borderTopWidth'];
  expect(await style(chosen.locator('span'), ...drawn)).not.toEqual(await style(other.locator('span'), ...drawn));
  await page.keyboard.press('ArrowDown');
  expect(await style(other.locator('span'), 'outlineStyle')).toEqual(['solid']);
  expect(await style(chosen.locator('span'), 'outlineStyle')).toEqual(['none']);
  await page.keyboard.press('Tab');
  await expect(field.locator('[data-unknown]')).toBeFocused();
  expect(await style(field.locator('[data-unknown]'), 'outlineStyle')).toEqual(['solid']);
  await page.evaluate(() => sessionStorage.clear());
  await everyPage(page, expectFits);
  await resident(page, expectFits);
});

test('nothing moves for whom moving is turned off', async ({ page }) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = async () => {
    const found = await page.evaluate(() =>
      [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        // `late` only shows, later.
        return parseFloat(transitionDuration) > 0 || !['none', 'late'].includes(animationName) || scrollBehavior === 'smooth';
      }).map((element) => element.className || element.tagName),
    );
    expect(found).toEqual([]);
  };
  await everyPage(page, moving);
  await resident(page, moving);
  await cadre(page, moving);
});
