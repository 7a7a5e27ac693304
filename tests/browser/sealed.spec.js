// 困难一键上报, sealed: only the office can read it.
import { createHash, generateKeyPairSync } from 'node:crypto';

import { expectSound } from './access.js';
import { rawOf, sealOf, unseal } from './hpke.js';
import { build } from './intake.js';
import {
  HOTLINE, PLACES, fillIn, keepUnsent, number, onDevice, onlyReport, ready, receiptOf, send, test, tick, unheard,
} from './reporting.js';
import { expect } from './site.js';

test.describe('sealed', () => {
  const office = generateKeyPairSync('x25519');
  const seal = sealOf(office.publicKey);
  test.use({ settings: { seal } });

  test('only the office can read the personal fields', async ({ page, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    await tick(page, '[value="因病"]');
    await tick(page, '#consent_sensitive');
    await page.getByLabel('说明').fill('屋顶漏水\n"𠮷"');
    await expectSound(page);
    await send(page);
    await expect(number(page)).toBeVisible();
    const report = onlyReport(intake);
    expect(Object.keys(report).sort()).toEqual(['consent', 'consent_sensitive', 'place', 'sealed']);
    for (const secret of ['王小明', '138', '因病', '屋顶']) expect(intake.asked[0].body).not.toContain(secret);
    expect(report.sealed.key).toBe(createHash('sha256').update(rawOf(office.publicKey)).digest('hex').slice(0, 16));
    const text = unseal(office, intake.asked[0].key, report.sealed.box);
    expect(text.length).toBe(1024);
    expect(JSON.parse(text.toString())).toEqual({ name: '王小明', phone: '138 0013 8000', causes: ['因病'], note: '屋顶漏水\n"𠮷"' });
    expect(() => unseal(office, '6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a11', report.sealed.box)).toThrow();
  });

  test('a body is made once and sent again as it is', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.loseAnswers = true;
    await send(page);
    await page.locator('[data-again]').click();
    await expect.poll(() => intake.asked.length).toBeGreaterThan(1);
    await expect(page.locator('[data-unsent]')).toBeVisible();
    await page.locator('[data-store]').click();
    intake.loseAnswers = false;
    await page.reload();
    await expect(page.locator('[data-stored] [data-number]')).toBeVisible();
    expect(new Set(intake.asked.map(({ key, body }) => key + body)).size).toBe(1);
    expect(intake.reports.size).toBe(1);
    unheard(complaints);
  });

  test('what is kept is kept sealed: nothing on the device tells of it', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    await page.getByLabel('说明').fill('屋顶漏水');
    await keepUnsent(page, intake);
    const held = (await onDevice(page)).join();
    expect(held).toContain('sealed');
    for (const secret of ['王小明', '138', '屋顶']) expect(held).not.toContain(secret);
    await expect(page.locator('[data-stored]')).toContainText('内容封好了');
    await expect(page.locator('[data-stored-edit]')).toBeHidden();
    await expectSound(page);
    // What is wrong is said, and it stays; the next try may go better.
    intake.cut = false;
    intake.refuse = { status: 422, body: { error: 'fields', fields: [{ field: 'place', message: '没有这个地方。' }] } };
    await page.locator('[data-stored-send]').click();
    await expect(page.locator('[data-stored-problem]')).toContainText('没有这个地方。内容封好了，在这里改不了');
    await expectSound(page);
    await page.reload();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    intake.refuse = null;
    await page.locator('[data-stored-send]').click();
    await expect(page.locator('[data-stored] [data-number]')).toHaveText(await receiptOf(intake));
    const [{ key, body }] = intake.asked;
    expect(JSON.parse(unseal(office, key, JSON.parse(body).sealed.box).toString()).name).toBe('王小明');
    unheard(complaints);
  });

  test.describe('since after a report was kept', () => {
    test.use({ settings: { seal: '' }, serviceWorkers: 'block' });
    test('it is sealed as soon as it is sent again from the form', async ({ page, home, intake, complaints }) => {
      await page.goto('report/');
      await fillIn(page);
      await keepUnsent(page, intake);
      const sealing = build({ url: intake.url, seal, places: PLACES });
      home.folder = sealing.folder;
      intake.cut = false;
      intake.refuse = { status: 422, body: { error: 'fields', fields: [{ field: 'name', message: '要封存。' }] } };
      await page.goto('report/');
      await expect(page.locator('[data-stored-problem]')).toContainText('要封存。');
      intake.refuse = null;
      await page.locator('[data-stored-edit]').click();
      await send(page);
      await expect(number(page)).toBeVisible();
      const report = onlyReport(intake);
      expect(Object.keys(report).sort()).toEqual(['consent', 'place', 'sealed']);
      expect(JSON.parse(unseal(office, [...intake.reports.keys()][0], report.sealed.box).toString()).name).toBe('王小明');
      sealing.remove();
      complaints.length = 0; // Playwright complains of the worker that it blocks, the browser of answers that are refusals.
    });
  });

  test('where nothing can be sealed nothing is sent', async ({ page, complaints }) => {
    await page.addInitScript(() => Object.defineProperty(window, 'WebAssembly', { value: undefined }));
    await page.goto('report/');
    await expect(page.locator('[data-unsealed]')).toBeVisible();
    await expect(page.locator('form')).toBeHidden();
    await expect(page.getByRole('link', { name: HOTLINE }).first()).toBeVisible();
    await expectSound(page);
    complaints.length = 0;
  });

  test('what seals is loaded on this page alone', async ({ page, home }) => {
    for (const path of ['', 'check/', 'places/']) await page.goto(path);
    expect(home.asked.filter((asked) => /seal\.[0-9a-f]+\.(js|wasm)/.test(asked) && !asked.includes('sw'))).toEqual([]);
    await page.goto('report/');
    await ready(page);
    expect(home.asked.some((asked) => /seal\.[0-9a-f]+\.wasm/.test(asked))).toBe(true);
  });
});

test('a site that does not seal has nothing for it', async ({ page, home }) => {
  await page.goto('report/');
  await ready(page);
  const list = await (await page.request.get(`${home.url}sw.js`)).text();
  expect(list).toContain('report/index.html');
  expect(list).not.toMatch(/seal\.[0-9a-f]+\.(js|wasm)/);
});
