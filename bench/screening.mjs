// 干部筛查 with a long list: how long each part takes, and for how long the page can do nothing else at most, while its thread is four
// times slower (its worker is not: it goes on as fast as the machine, and so gives the page more to do). What counts is the time that
// the page's thread was on a core within one task, which other work of the machine does not lengthen.
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
  page.setDefaultTimeout(600_000);
  const devtools = await context.newCDPSession(page);
  await page.goto(`${server.url}screen-list/`);
  await page.locator('[data-screening][data-ready]').waitFor({ state: 'attached' });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await run(page);
} finally {
  await browser.close();
  await server.close();
}

/** The longest task on the thread of the page, in milliseconds; of several pages' threads the busiest one is its own. */
function longest(events) {
  const threads = events.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map((event) => `${event.pid} ${event.tid}`);
  const busy = threads.map((thread) => events.filter((event) => event.ph === 'X' && event.tdur && `${event.pid} ${event.tid}` === thread).map((event) => event.tdur));
  const all = (durations) => durations.reduce((sum, duration) => sum + duration, 0);
  return busy.sort((one, other) => all(other) - all(one))[0].reduce((most, duration) => Math.max(most, duration), 0) / 1000;
}

async function run(page) {
  const size = statSync(list).size;
  const root = page.locator('[data-screening]');
  const shown = page.locator('[data-shown]');
  const field = (name) => page.locator(`[name="${name}"]`);
  console.log(`${(size / 1e6).toFixed(1)} MB; the longest task of the page, seconds, memory of the worker's module in MB`);
  const step = async (what, work) => {
    await browser.startTracing(page, { categories: ['toplevel'] });
    const begun = performance.now();
    await work();
    const seconds = (performance.now() - begun) / 1000;
    const stall = longest(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
    const memory = Number(await root.getAttribute('data-memory')) / 1e6;
    console.log(`${what.padEnd(34)}${stall.toFixed(1).padStart(8)} ms${seconds.toFixed(2).padStart(9)} s${memory ? memory.toFixed(0).padStart(8) + ' MB' : ''}`);
  };
  const turned = async (work) => {
    const before = await page.locator('[data-rows]').evaluate((rows) => { rows.firstElementChild && (rows.firstElementChild.dataset.before = ''); return true; });
    await work();
    if (before) await page.waitForFunction(() => !document.querySelector('[data-rows] [data-before]'));
    await shown.waitFor();
  };
  const saved = (what) => async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-export="${what}"]:visible`).click()]);
    const file = statSync(await download.path()).size;
    console.log(`  ${what}: ${(file / 1e6).toFixed(1)} MB`);
  };
  await step('read', async () => {
    await page.locator('[data-file]').setInputFiles(list);
    await page.locator('[data-step="columns"]:visible').waitFor();
  });
  await step('screen', async () => {
    await page.locator('[data-begin]').click();
    await page.locator('[data-step="result"]:visible').waitFor();
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
    await page.waitForFunction(() => document.querySelector('[data-wrong]').children.length >= Math.min(50, Number(document.querySelector('[data-wrong-count]').textContent.replace(/,/g, ''))));
  });
  await step('to CSV', saved('csv'));
  await step('to Excel', saved('xlsx'));
  await step('rows to correct', saved('correction'));
}
