import { chromium } from '@playwright/test';
import { serve } from './server.js';
const [site, list, out] = process.argv.slice(2);
const server = await serve(site);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const [name, width, height, scale] of [['1280', 1280, 800, 1], ['390', 390, 844, 1], ['360', 360, 640, 1], ['200', 1280, 800, 2]]) {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width, height }, acceptDownloads: true });
    const page = await context.newPage();
    page.on('console', (m) => console.log(name, m.type(), m.text()));
    page.on('pageerror', (e) => console.log(name, 'ERR', e));
    await page.goto(server.url + 'screen-list/');
    await page.locator('[data-screening][data-ready]').waitFor({ state: 'attached' });
    if (scale > 1) await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    const shot = (what, full) => page.screenshot({ path: `${out}/${name}-${what}.png`, fullPage: full !== false });
    await shot('1choose');
    await page.locator('[data-file]').setInputFiles(list);
    await page.locator('[data-step="columns"]:visible').waitFor();
    await shot('2columns');
    await page.locator('[data-begin]').click();
    await page.locator('[data-step="result"]:visible').waitFor({ timeout: 120000 });
    await page.waitForTimeout(300);
    await shot('3result', false);
    await page.locator('[data-towns-block] summary').click();
    await page.locator('[data-wrong-block] summary').click();
    await shot('4towns');
    await page.locator('[data-open]').first().click();
    await page.locator('.details').waitFor();
    await page.locator('[data-open]').first().scrollIntoViewIfNeeded();
    await shot('5details', false);
    if (process.argv[5] && name === '1280') {
      for (const what of ['xlsx', 'csv', 'correction']) {
        const [d] = await Promise.all([page.waitForEvent('download', { timeout: 120000 }), page.locator(`[data-export="${what}"]:visible`).click()]);
        await d.saveAs(`${out}/out-${what}.${what === 'xlsx' ? 'xlsx' : 'csv'}`);
      }
    }
    await context.close();
  }
} finally { await browser.close(); await server.close(); }
