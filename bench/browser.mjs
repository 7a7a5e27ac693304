// What a reader's browser does with the built site: the bytes that /check/ loads, and the speed of its calculator.
//
//   node browser.mjs SITE HOUSEHOLD DAY NATIVE      NATIVE: the same assessments a second outside the browser
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

import { brotli, serve } from './server.mjs';

const { chromium } = createRequire(new URL('../tests/browser/package.json', import.meta.url))('@playwright/test');
const [site, household, day, native] = process.argv.slice(2);
const KINDS = { '': 'HTML', '.html': 'HTML', '.css': 'CSS', '.js': 'script', '.wasm': 'WebAssembly', '.bin': 'policy', '.svg': 'icon' };

const server = await serve(site);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
});
try {
  const page = await browser.newPage({ locale: 'zh-CN' });
  bytes(await load(page));
  await speed(page);
  await slow();
  await frames();
} finally {
  await browser.close();
  await server.close();
}

/** Opens /check/, waits until it can be used; answers with the paths of what was asked for. */
async function load(page) {
  const asked = new Set();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname));
  await page.goto(`${server.url}check/`);
  await page.locator('[data-calculator][data-ready]').waitFor();
  // A browser with a window asks for the icon, too.
  const icons = await page.locator('link[rel~="icon"]').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  return [...new Set([...asked, ...icons])];
}

/** Prints the paths' bytes as they are on disk and as brotli 11 sends them. */
function bytes(paths) {
  const total = { files: 0, plain: 0, brotli: 0 };
  const kinds = new Map();
  for (const path of paths) {
    const file = readFileSync(join(site, path.endsWith('/') ? `${path}index.html` : path));
    const kind = KINDS[extname(path)] ?? 'other';
    const sums = kinds.get(kind) ?? { files: 0, plain: 0, brotli: 0 };
    kinds.set(kind, sums);
    for (const sum of [sums, total]) {
      sum.files += 1;
      sum.plain += file.length;
      sum.brotli += brotli(file).length;
    }
  }
  const show = (what, sum) => console.log(`${what.padEnd(16)}${columns(sum.files, sum.plain, sum.brotli)}`);
  console.log(`${'kind'.padEnd(16)}${columns('files', 'bytes', 'brotli')}`);
  for (const [kind, sum] of kinds) show(kind, sum);
  show('together', total);
  const first = ['HTML', 'CSS'].reduce((sum, kind) => sum + kinds.get(kind).brotli, 0);
  const share = (bytes, limit) => `${(bytes / 1000).toFixed(1)} of ${limit} KB`;
  console.log(`before the first paint ${share(first, 14)}, in all until it can be used ${share(total.brotli, 75)}\n`);
}

function columns(...values) {
  return values.map((value) => String(value).padStart(10)).join('');
}

/**
 * Prints how many assessments a second the page's own module makes, called as any script may call it. What counts is the
 * time that the page's thread was on a core, as in the native measurements.
 */
async function speed(page) {
  const module = await page.locator('script[src*="/calculator."]').evaluate((script) => script.src);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const onCore = async () => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime').value;
  const facts = readFileSync(household, 'utf8');
  const run = async (count) => {
    const begin = await onCore();
    const last = await page.evaluate(
      async ([module, facts, day, count]) => {
        const { assess, ready } = await import(module);
        await ready;
        let last;
        for (let i = 0; i < count; i += 1) last = assess(facts, day);
        return last;
      },
      [module, facts, day, count],
    );
    if (!JSON.parse(last).outcome) throw new Error('the household was not assessed');
    return count / ((await onCore()) - begin);
  };
  // The first runs are the compiler's.
  for (let i = 0; i < 3; i += 1) await run(5000);
  let rate = 0;
  for (let i = 0; i < 5; i += 1) rate = Math.max(rate, await run(10_000));
  const figures = `${rate.toFixed(0).padStart(12)} /s ${(1e6 / rate).toFixed(2).padStart(9)} µs`;
  console.log(`${'JSON in, JSON out, in WebAssembly'.padEnd(44)}${figures}`);
  console.log(`of the native rate: ${((rate / Number(native)) * 100).toFixed(0)} % (target: at least 40 %)`);
}

/** A page on a slow network and a slow processor: 400 kbit/s, 400 ms, four times slower. */
async function slowly(network) {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 640 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  if (network) {
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  }
  return page;
}

/** Prints how long the two tools take from the tap on a link until they can be used, first visit, median of five. */
async function slow() {
  for (const path of ['check/', 'explain/']) {
    const times = [];
    for (let i = 0; i < 5; i += 1) {
      const page = await slowly(true);
      await page.goto(`${server.url}${path}`, { waitUntil: 'commit' });
      await page.locator('[data-calculator][data-ready]').waitFor();
      times.push(await page.evaluate(() => performance.now()));
      await page.context().close();
    }
    times.sort((a, b) => a - b);
    console.log(`${`/${path} on slow 3G, usable after`.padEnd(44)}${(times[2] / 1000).toFixed(2).padStart(12)} s  (target: 3 s)`);
  }
  console.log();
}

/** Prints how long an input, and a step to another page of the interview, take until the page has been laid out again, on a processor that is four times slower. */
async function frames() {
  for (const path of ['check/', 'explain/']) {
    const page = await slowly(false);
    await page.goto(`${server.url}${path}`);
    await page.locator('[data-calculator][data-ready]').waitFor();
    const times = await page.evaluate(() => {
      const times = { input: [], step: [] };
      const act = (element, type) => {
        const begin = performance.now();
        element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
        document.body.getBoundingClientRect();
        times[type === 'input' ? 'input' : 'step'].push(performance.now() - begin);
      };
      const field = () => [...document.querySelectorAll('[data-question]')].find((field) => !field.hidden);
      for (let round = 0; round < 20; round += 1) {
        for (const place of [...document.querySelectorAll('[data-question]')]) {
          const now = document.querySelector('[data-mode="check"]') ? field() : place;
          if (!now || now.hidden) continue;
          const typed = now.querySelector('[data-exact]');
          const options = now.querySelectorAll('[data-options] input');
          if (typed) {
            const [low, high] = now.dataset.kind === 'money' ? [1000, 90000] : [3, 6];
            typed.value = String(low + ((round * 7919) % (high - low + 1)));
            act(typed, 'input');
          } else {
            options[round % options.length].checked = true;
            act(options[round % options.length], 'input');
          }
          const next = document.querySelector('[data-next]');
          if (next && field()) act(next.form, 'submit');
        }
        const again = document.querySelector('[data-restart]');
        if (again && document.querySelector('[data-mode="check"]')) act(again, 'click');
      }
      return times;
    });
    for (const [kind, words] of [['input', 'an input'], ['step', 'a step to another question']]) {
      const sorted = times[kind].sort((a, b) => a - b);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1).padStart(7);
      if (sorted.length) console.log(`${`/${path}: ${words}, answered in`.padEnd(44)}${at(0.5)} median ${at(0.9)} 90th ${at(1)} ms at most of ${sorted.length}  (target: 16 ms)`);
    }
    await page.context().close();
  }
}
