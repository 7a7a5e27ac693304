// Without script, without WebAssembly, and in browsers of long ago.
import { parse } from 'acorn';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

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

test('every script is one that Chrome 61 and Safari 11 can read', () => {
  const scripts = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  for (const file of scripts) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(() => parse(text, { ecmaVersion: 2017, sourceType: 'module' }), file).not.toThrow();
    expect(text, file).not.toContain('globalThis');
  }
});
