// What every test has: the site on a server, a page that may not complain, and a reader's hands.
import { test as base, expect } from '@playwright/test';
import { resolve } from 'node:path';

import { serve } from './server.js';

export { expect };

export const folder = resolve(process.env.SITE || '../../public');

export const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await serve(folder);
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  // Errors in the console and breaches of the content security policy fail the test.
  complaints: [
    async ({ page }, use) => {
      const complaints = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens one of the two pages and waits until it can be used. */
export async function open(page, path) {
  await page.goto(path);
  await page.locator('[data-calculator][data-ready]').waitFor();
}

/** Waits until the site's worker keeps it and answers for the page. */
export async function kept(page) {
  await page.evaluate(async () => {
    const worker = new URL(document.querySelector('[data-worker]').getAttribute('data-worker'), location.href).href;
    const workers = navigator.serviceWorker;
    while (!workers.controller || workers.controller.scriptURL !== worker) {
      await new Promise((done) => workers.addEventListener('controllerchange', done, { once: true }));
    }
  });
}

export const question = (page, name) => page.locator(`[data-question="${name}"]`);

/** Fills in one question: text, true or false, an option, a list of options, or null for 不清楚. */
export async function fill(page, name, value) {
  const field = question(page, name);
  await expect(field).toBeVisible();
  if (value === null) return field.locator('[data-unknown]').click();
  const kind = await field.getAttribute('data-kind');
  if (['money', 'count', 'number'].includes(kind)) return field.locator('[data-exact]').fill(value);
  if (kind === 'choices' && value.length === 0) return field.locator('[data-none]').check({ force: true });
  for (const option of [value].flat()) await field.locator(`input[value="${option}"]`).check({ force: true });
}

/** Answers the question on the page and goes on. */
export async function answer(page, name, value) {
  await fill(page, name, value);
  if (value !== null) await page.locator('[data-next]').click();
}

/** Answers whatever is asked until the result is there; `household` holds the answers, what is missing is 不清楚. */
export async function interview(page, household) {
  const asked = [];
  while (await page.locator('[data-question]:visible').count()) {
    const name = await page.locator('[data-question]:visible').getAttribute('data-question');
    asked.push(name);
    expect(asked.length).toBeLessThan(40);
    await answer(page, name, name in household ? household[name] : null);
  }
  return asked;
}

export const outcome = (page) => page.locator('[data-outcome]').getAttribute('data-outcome');

/** Settings without what hangs in the villages, for tests of other things: posters and frames are most of a build. */
export const withoutPublicity = (settings) => settings.replace(/^packs = .*$/m, 'packs = "不带"').replace(/\n\[\[screen\]\][^]*$/, '\n');
