// 干部筛查 with a long list: how long each part takes, and how long the page does not answer at most, while its thread is four
// times slower (its worker is not: it goes on as fast as the machine, and so gives the page more to do).
//
//   node screening.mjs SITE LIST
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';

import { serve } from './server.mjs';

const { chromium } = createRequire(new URL('../tests/browser/package.json', import.meta.url))('@playwright/test');
const [site, list] = process.argv.slice(2);
const SLOWER = 4;

const server = await serve(site);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
});
try {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.goto(`${server.url}screen-list/`);
  await page.locator('[data-screening][data-ready]').waitFor({ state: 'attached' });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  // A beat that comes late tells for how long nothing else could have been done.
  await page.evaluate(() => {
    window.stall = 0;
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      window.stall = Math.max(window.stall, now - last);
      last = now;
      setTimeout(beat, 0);
    };
    beat();
  });
  await run(page);
} finally {
  await browser.close();
  await server.close();
}

async function run(page) {
  const size = statSync(list).size;
  const root = page.locator('[data-screening]');
  const shown = page.locator('[data-shown]');
  const field = (name) => page.locator(`[name="${name}"]`);
  console.log(`${(size / 1e6).toFixed(1)} MB; longest stall in ms, seconds, memory of the worker's module in MB`);
  const step = async (what, work) => {
    await page.evaluate(() => { window.stall = 0; });
    const begun = performance.now();
    await work();
    const seconds = (performance.now() - begun) / 1000;
    const stall = await page.evaluate(() => window.stall);
    const memory = Number(await root.getAttribute('data-memory')) / 1e6;
    console.log(`${what.padEnd(34)}${stall.toFixed(0).padStart(8)} ms${seconds.toFixed(2).padStart(9)} s${memory ? memory.toFixed(0).padStart(8) + ' MB' : ''}`);
  };
  const turned = async (work) => {
    const before = await page.locator('[data-rows]').evaluate((rows) => { rows.firstElementChild && (rows.firstElementChild.dataset.before = ''); return true; });
    await work();
    if (before) await page.waitForFunction(() => !document.querySelector('[data-rows] [data-before]'), undefined, { timeout: 120_000 });
    await shown.waitFor();
  };
  const saved = (what) => async () => {
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 600_000 }), page.locator(`[data-export="${what}"]:visible`).click()]);
    const file = statSync(await download.path()).size;
    console.log(`  ${what}: ${(file / 1e6).toFixed(1)} MB`);
  };
  await step('read', async () => {
    await page.locator('[data-file]').setInputFiles(list);
    await page.locator('[data-step="columns"]:visible').waitFor({ timeout: 120_000 });
  });
  await step('screen', async () => {
    await page.locator('[data-begin]').click();
    await page.locator('[data-step="result"]:visible').waitFor({ timeout: 600_000 });
  });
  await step('next page', () => turned(() => page.locator('[data-next-page]').click()));
  await step('one outcome', () => turned(() => field('outcome').selectOption('verify')));
  await step('all, as in the file', () => turned(async () => { await field('outcome').selectOption(''); await field('sort').selectOption('file'); }));
  await step('sorted by a column', () => turned(() => field('sort').selectOption('5')));
  await step('found by a word', () => turned(() => field('text').fill('户9')));
  await step('a row opened', async () => {
    await page.locator('[data-open]').first().click();
    await page.locator('.details').waitFor();
  });
  await step('wrong cells', async () => {
    await page.locator('[data-wrong-block] summary').click();
    await page.locator('[data-more-wrong]').click();
    await page.waitForFunction(() => document.querySelectorAll('[data-wrong] tr').length > 50);
  });
  await step('to CSV', saved('csv'));
  await step('to Excel', saved('xlsx'));
  await step('rows to correct', saved('correction'));
}
