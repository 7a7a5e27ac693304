// A site that reports to an intake of its own, and what the tests of reports do on its pages. The intake is a small one that does what
// docs/reports.md says.
import { build, intake as startIntake } from './intake.js';
import { serve } from './server.js';
import { expect, test as base } from './site.js';

export const PLACES = 'meilan,梅兰村,village,haikou,,,\ncencuo,岑厝村,village,haikou,,,\n';
export const HOTLINE = '0591-00000000';
const MESSAGES = '138 0000 0000';

/** A site of its own with an intake of its own; closed after the test. */
export const test = base.extend({
  // The intake's clock.
  moment: [{ now: '2026-11-23T12:11:05Z' }, { option: true }],
  intake: async ({ moment }, use) => {
    const intake = await startIntake(() => new Date(moment.now));
    await use(intake);
    await intake.close();
  },
  settings: [{}, { option: true }],
  home: async ({ intake, settings }, use) => {
    const built = build({ url: intake.url, phone: HOTLINE, sms: MESSAGES, places: PLACES, ...settings });
    const server = await serve(built.folder);
    await use(server);
    await server.close();
    built.remove();
  },
  baseURL: async ({ home }, use) => use(home.url),
});

export const ready = (page) => page.locator('[data-report][data-ready]').waitFor();
export const tick = (page, selector) => page.locator(selector).check({ force: true });
export const send = (page) => page.locator('[data-send]').click();
export const number = (page) => page.locator('[data-done] [data-number]');

/** The number that the intake gave, once a report is there. */
export async function receiptOf(intake, which = 0) {
  await expect.poll(() => intake.reports.size).toBeGreaterThan(which);
  return [...intake.reports.values()][which].answer.receipt;
}

export const onlyReport = (intake) => {
  expect(intake.reports.size).toBe(1);
  return [...intake.reports.values()][0].report;
};

/** Waits for the page and fills in what must be filled in. */
export async function fillIn(page, name = '王小明') {
  await ready(page);
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('电话（手机').fill('138 0013 8000');
  await page.locator('[data-place-find]').fill('海口');
  await page.getByRole('button', { name: '海口镇', exact: true }).click();
  await tick(page, '#consent');
}

/** Breaks the network, sends, and has the report kept. */
export async function keepUnsent(page, intake) {
  intake.cut = true;
  await send(page);
  await expect(page.getByRole('heading', { name: '尚未送达' })).toBeFocused();
  await page.locator('[data-store]').click();
  await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
}

export const line = (page) => page.locator('[data-waiting]');
export const arrived = (page) => page.locator('[data-waiting-received]');

/** All that the browser holds longer than a tab is open. */
export const onDevice = (page) => page.evaluate(async () => {
  const held = Object.keys(localStorage).map((key) => key + localStorage.getItem(key));
  const answered = (request) => new Promise((done, failed) => Object.assign(request, { onsuccess: () => done(request.result), onerror: failed }));
  for (const { name } of await indexedDB.databases()) {
    const database = await answered(indexedDB.open(name));
    for (const store of database.objectStoreNames) held.push(...(await answered(database.transaction(store).objectStore(store).getAll())).map((entry) => JSON.stringify(entry)));
    database.close();
  }
  return held;
});

/** What a broken connection leaves in the console is part of the test. */
export const unheard = (complaints) => {
  const others = complaints.filter((text) => !/Failed to load resource|ERR_/.test(text));
  complaints.splice(0, complaints.length, ...others);
};
