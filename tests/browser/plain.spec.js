// Without script, without WebAssembly, and in browsers of long ago.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { sense, tooNew, tooNewInStyle } from './age.js';
import { serve } from './server.js';
import { expect, folder, open, test } from './site.js';

async function expectFallback(page) {
  const fallback = page.locator('[data-fallback]');
  await expect(fallback.getByText('33,600 元')).toBeVisible();
  await expect(fallback.getByText('你家一共几口人？')).toBeVisible();
  await expect(fallback.getByText('热线').first()).toBeVisible();
}

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });
  for (const path of ['check/', 'explain/']) {
    test(`${path} shows the questions, the table and the hotline`, async ({ page, complaints }) => {
      await page.goto(path);
      await expectFallback(page);
      complaints.length = 0; // Chromium remarks that what was preloaded is not used.
    });
  }
});

test('where WebAssembly is refused the page says so and shows the table', async ({ page, complaints }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'WebAssembly', { value: undefined }));
  await page.goto('check/');
  await expect(page.locator('[data-failure]')).toBeVisible();
  await expectFallback(page);
  complaints.length = 0;
});

test('where the content policy is taken to forbid WebAssembly the page says so and shows the table', async ({ page, complaints }) => {
  // Browsers before `wasm-unsafe-eval` refuse it under any policy for scripts.
  await page.route('**/check/', async (route) => {
    const response = await route.fetch();
    const policy = "script-src 'self' 'unsafe-inline'";
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  await page.goto('check/');
  await expect(page.locator('[data-failure]')).toBeVisible();
  await expectFallback(page);
  const refused = await page.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).catch((error) => error.name));
  expect(refused).toBe('CompileError');
  complaints.length = 0;
});

test('a browser that cannot compile while it loads has the calculator all the same', async ({ page }) => {
  await page.addInitScript(() => { delete WebAssembly.instantiateStreaming; });
  await open(page, 'check/');
});

test('where the module cannot be fetched the page says so and shows the table', async ({ page, complaints }) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('check/');
  await expect(page.locator('[data-failure]')).toBeVisible();
  await expectFallback(page);
  complaints.length = 0;
});

test('a host that does not know WebAssembly files does not matter', async ({ page, complaints }) => {
  const server = await serve(folder, (file) => {
    const type = { html: 'text/html', css: 'text/css', js: 'text/javascript' }[file.split('.').pop()];
    return type || 'application/octet-stream';
  });
  await open(page, `${server.url}check/`);
  await server.close();
  complaints.length = 0;
});

/** The texts of all files below a folder with some ending, by path. */
function texts(below, ending) {
  const files = readdirSync(below, { recursive: true }).filter((file) => file.endsWith(ending));
  return new Map(files.map((file) => [file, readFileSync(join(below, file), 'utf8')]));
}

test('every script is one that Chrome 61 and Safari 11 can read', () => {
  const scripts = texts(folder, '.js');
  expect(scripts.size).toBeGreaterThan(0);
  // A browser that knows workers knows what came with them.
  const known = (file) => (file === 'sw.js' ? ['caches', 'matchAll'] : []);
  for (const [file, text] of scripts) expect(tooNew(text).filter((name) => !known(file).includes(name)), file).toEqual([]);
});

test('so is the script that stands in every page', () => {
  const pages = texts(folder, '.html');
  expect(pages.size).toBeGreaterThan(5);
  const scripts = new Set([...pages.values()].flatMap((text) => [...text.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script]) => script)));
  expect(scripts.size).toBe(1);
  for (const script of scripts) expect(tooNew(script)).toEqual([]);
});

test('every style is one that Chrome 61 and Safari 11 can lay out', () => {
  const styles = texts(folder, '.css');
  expect(styles.size).toBeGreaterThan(0);
  for (const [file, text] of styles) expect(tooNewInStyle(text), file).toEqual([]);
});

test('what is too new is seen', () => {
  for (const script of ['import("./a.js");', 'a = { ...b };', 'try {} catch {}', 'a?.b;', 'a ?? b;', 'for await (const a of b);', '/(?<=a)b/;']) {
    expect(() => tooNew(script), script).toThrow();
  }
  const calls = 'a.flat(); Object.fromEntries(b); c.finally(d); e.replaceAll("f", "g"); h.toggleAttribute("i"); new AbortController();';
  expect(tooNew(calls)).toEqual(['flat', 'fromEntries', 'finally', 'replaceAll', 'toggleAttribute', 'AbortController']);
  expect(tooNew("if ('serviceWorker' in navigator) navigator.serviceWorker.register('a'); if (navigator.share) navigator.share({});")).toEqual([]);
  expect(tooNew('self.clients.matchAll(); "a".matchAll(/b/g);')).toEqual(['matchAll']);
  expect(tooNew('self.clients.matchAll(); clients.matchAll();')).toEqual([]);
  const style = '.a { display: flex; gap: 1rem } @media print { .b:is(.c, .d) { width: min(1rem, 5%) } } .e { width: 5%; width: min(1rem, 5%) }';
  expect(tooNewInStyle(style)).toEqual(['gap', '.b:is(.c, .d)', 'width: min(1rem, 5%)']);
  expect(tooNewInStyle('@media (min-width: 62rem) { .f { grid-gap: 1rem; grid-template-columns: minmax(0, 1fr) 2fr } }')).toEqual([]);
});

test('what is left out of the scripts on the way changes nothing that they say', () => {
  const served = new Map([...texts(folder, '.js')].map(([file, text]) => [basename(file).replace(/\.[0-9a-f]{10}\.js$/, '.js'), text]));
  for (const [file, text] of texts(resolve(process.env.ROOT || '../..', 'templates'), '.js')) {
    // The build puts the worker's list before it.
    expect(sense(served.get(basename(file)).replace(/^const LIST = .*/, '')), file).toBe(sense(text));
  }
});
