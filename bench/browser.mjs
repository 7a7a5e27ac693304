// What a reader's browser does with the built site: the bytes that /check/ loads, and the speed of its calculator.
//
//   node browser.mjs SITE HOUSEHOLD DAY NATIVE      NATIVE: the same assessments a second outside the browser
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { serve } from '../tests/browser/server.js';

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
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: file.length };
    const kind = KINDS[extname(path)] ?? 'other';
    const sums = kinds.get(kind) ?? { files: 0, plain: 0, brotli: 0 };
    kinds.set(kind, sums);
    for (const sum of [sums, total]) {
      sum.files += 1;
      sum.plain += file.length;
      sum.brotli += brotliCompressSync(file, { params }).length;
    }
  }
  const show = (what, sum) => console.log(`${what.padEnd(16)}${columns(sum.files, sum.plain, sum.brotli)}`);
  console.log(`${'kind'.padEnd(16)}${columns('files', 'bytes', 'brotli')}`);
  for (const [kind, sum] of kinds) show(kind, sum);
  show('together', total);
  const share = (limit) => `${((total.brotli / limit) * 100).toFixed(0)} % of ${limit / 1000} KB`;
  console.log(`target: at most 90 KB (${share(90_000)}); to aim for: 75 KB (${share(75_000)})\n`);
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
