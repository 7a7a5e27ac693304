// What hangs in the villages: places, what a code opens, slides for televisions, downloads. On a small county of its own, whose address
// and number to call are known.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import jsqr from 'jsqr';

import { expectFits, expectSound } from './access.js';
import { serve } from './server.js';
import { expect, kept, test as base } from './site.js';

const BASE = 'https://www.example.gov.cn/fp/';
const PHONE = '0591-85222222';
const PLACES = `id,name,level,parent,phone,address,contact
fuqing,福清市,county,,,,
haikou,海口镇,town,fuqing,0591-85111111,海口街 1 号,值班室
longtian,龙田镇,town,fuqing,,,
meilan,梅兰村,village,haikou,,,
shan,山村,village,haikou,,,
${['sanshan,三山镇', 'donghan,东瀚镇', 'yuxi,渔溪镇', 'xincuo,新厝镇', 'yidu,一都镇', 'gaoshan,高山镇', 'shapu,沙埔镇'].map((town) => `${town},town,fuqing,,,`).join('\n')}
`;

/** Builds the county; the answer is the folder of its site. */
function build() {
  const place = mkdtempSync(join(tmpdir(), 'mingbai-publicity-'));
  cpSync(resolve(process.env.ROOT || '../..', 'content'), join(place, 'content'), { recursive: true });
  writeFileSync(join(place, 'content/places.csv'), PLACES);
  const settings = join(place, 'content/site.toml');
  const text = readFileSync(settings, 'utf8').replace('base_url = ""', `base_url = "${BASE}"`).replace('\nphone = ""', `\nphone = "${PHONE}"`);
  // Three screens stand for all.
  writeFileSync(settings, text.replace(/\[\[screen\]\]\nwidth = (?!64|96|320)[^]*?(?=\n\[\[screen\]\]|$)/g, ''));
  execFileSync(process.env.MINGBAI || 'mingbai', ['build', '--root', place, '--out', join(place, 'public')]);
  return place;
}

const test = base.extend({
  county: [
    async ({}, use) => {
      const place = build();
      await use(join(place, 'public'));
      rmSync(place, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  server: [
    async ({ county }, use) => {
      const server = await serve(county);
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
});

const KINDS = ['places/', 'places/haikou/', 'places/meilan/', 'p/meilan/', 'p/meilan/b/', 'screen/', 'screen/haikou/', 'screen/meilan/', 'publicity/', 'publicity/haikou/', 'publicity/led/96x32/', 'publicity/script/who/'];

/** All files of the site with an ending. */
const files = (county, ending) => readdirSync(county, { recursive: true }).filter((file) => file.endsWith(ending));

/** What an independent reader finds in a PNG; its pixels are told by a page of its own. */
async function decoded(page, picture) {
  const blank = await page.context().newPage();
  const { width, height, pixels } = await blank.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    // A camera sees no more; a picture for a printer has millions of pixels.
    const scale = Math.min(1, 1200 / Math.max(image.width, image.height));
    const [width, height] = [image.width, image.height].map((side) => Math.round(side * scale));
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, width, height);
    const { data: bytes } = context.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return { width, height, pixels: btoa(text) };
  }, picture.toString('base64'));
  await blank.close();
  const found = jsqr(Uint8ClampedArray.from(Buffer.from(pixels, 'base64')), width, height);
  return found && found.data;
}

/** The file that an address of the site leads to. */
const target = (county, address) => join(county, address.slice(BASE.length), 'index.html');

for (const [name, width, height, scheme] of [['on a narrow phone', 360, 640, 'light'], ['on a large one in the dark', 390, 844, 'dark'], ['on a desk', 1280, 800, 'light']]) {
  test(`every kind of page is sound ${name}`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of KINDS) {
      await test.step(path, async () => {
        await page.goto(path);
        await expectSound(page);
        for (const summary of await page.locator('main summary').all()) await summary.click();
        await expectSound(page);
      });
    }
  });
}

test('text of twice the size needs no sideways scrolling', async ({ page }) => {
  await page.addInitScript(() => addEventListener('DOMContentLoaded', () => document.documentElement.style.setProperty('font-size', '32px')));
  await page.setViewportSize({ width: 640, height: 900 });
  for (const path of KINDS) {
    await page.goto(path);
    await expectFits(page);
  }
});

test('a place is found by typing, and so is a village by its name', async ({ page }) => {
  await page.goto('places/');
  const find = page.getByLabel('找一个地方：打一两个字');
  const shown = page.locator('[data-places] li:visible > a');
  await expect(shown).toHaveCount(9);
  await find.fill('山');
  await expect(shown).toHaveText(['三山镇', '高山镇', '海口镇 山村']);
  await expect(page.locator('[data-places-found]')).toHaveText('找到 3 个。');
  await expectSound(page);
  await find.fill('meil');
  await expect(shown).toHaveText(['海口镇 梅兰村']);
  await find.press('Enter');
  await expect(page.locator('h1')).toHaveText('梅兰村');
  await page.goto('places/');
  await find.fill('没有的');
  await expect(shown).toHaveCount(0);
  await expect(page.locator('[data-places-found]')).toHaveText('没有这个地方，换一个字试试。');
  await find.fill('');
  await expect(shown).toHaveCount(9);
});

test('who scans the board has everything one tap away, and the report knows the village', async ({ page }) => {
  await page.goto('p/meilan/b/');
  await expect(page.locator('h1')).toHaveText('梅兰村');
  await expect(page.locator('.doors strong')).toHaveText(['自查', '帮扶标准', '打电话或上报']);
  await expect(page.getByRole('link', { name: PHONE })).toHaveAttribute('href', `tel:${PHONE}`);
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', 'noindex');
  await page.locator('.door', { hasText: '打电话或上报' }).click();
  expect(page.url()).toContain('/report/index.html#place=meilan');
});

test('every code in every page is read back off the screen and leads to a page', async ({ page, county }) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  let read = 0;
  for (const file of files(county, '.html')) {
    if (!readFileSync(join(county, file), 'utf8').includes('data-code=')) continue;
    await page.goto(file);
    // On slides, the last one, which stays.
    if (await page.locator('body.screen').count()) {
      await page.locator('[data-pause]').click();
      await page.locator('[data-back]').click();
    }
    for (const code of await page.locator('svg[data-code]').all()) {
      const address = await code.getAttribute('data-code');
      await code.scrollIntoViewIfNeeded();
      expect(await decoded(page, await code.screenshot()), file).toBe(address);
      expect(address.length - BASE.length, address).toBeLessThanOrEqual(32);
      // A code among the examples is of no place.
      if (!file.startsWith('about/')) expect(existsSync(target(county, address)), `${file}: ${address}`).toBe(true);
      read += 1;
    }
  }
  expect(read).toBeGreaterThan(20);
});

test('every code to be printed is read back and says where it hangs', async ({ page, county, complaints }) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 1000, height: 1200 });
  const codes = files(county, '.svg').filter((file) => /^publicity\/[^/]+\/qr\//.test(file));
  expect(codes.length).toBe(3 * 10);
  for (const file of codes) {
    const [, id, channel] = /qr\/([a-z0-9-]+)-(board|leaflet|screen)\.svg$/.exec(file);
    await page.goto(file);
    const address = await decoded(page, await page.screenshot());
    expect(address, file).toBe(`${BASE}p/${id}/${channel[0]}/`);
    expect(existsSync(target(county, address))).toBe(true);
    expect(await decoded(page, readFileSync(join(county, file.replace('.svg', '.png'))))).toBe(address);
  }
  // On posters and leaflets, too.
  const sheets = files(county, '.svg').filter((file) => /^publicity\/haikou\/poster\//.test(file));
  expect(sheets.length).toBeGreaterThan(2);
  await page.setViewportSize({ width: 1700, height: 2300 });
  for (const file of sheets) {
    await page.goto(file);
    const channel = file.includes('leaflet') ? 'l' : 'b';
    expect(await decoded(page, await page.screenshot()), file).toBe(`${BASE}p/haikou/${channel}/`);
  }
  // Where a picture is opened by itself, the browser asks the host for an icon.
  for (const complaint of complaints.splice(0)) expect(complaint).toContain('404');
});

test('what can be downloaded is there, and frames are shown light by light', async ({ page, county }) => {
  for (const path of KINDS.filter((path) => path.startsWith('publicity/'))) {
    await page.goto(path);
    const links = await page.locator('a[download]').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
    for (const link of links) expect(existsSync(join(county, decodeURIComponent(link))), link).toBe(true);
    if (path !== 'publicity/') expect(links.length, path).toBeGreaterThan(2);
  }
  await page.goto('publicity/led/96x32/');
  const frame = page.locator('.frames img').first();
  const [width, shown, rendering] = await frame.evaluate((image) => [image.naturalWidth, image.width, getComputedStyle(image).imageRendering]);
  expect([width, shown, rendering]).toEqual([96, 288, 'pixelated']);
  await page.goto('publicity/haikou/');
  await expect(page.getByRole('link', { name: 'haikou.zip' })).toBeVisible();
  await page.goto('publicity/script/who/');
  await expect(page.locator('.spoken').first()).toContainText('零五九幺');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.downloads').first()).toBeHidden();
  await expect(page.locator('.spoken').first()).toBeVisible();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });
  test('places are a whole list, a television has one slide with number and code, downloads work', async ({ page }) => {
    await page.goto('places/');
    await expect(page.locator('[data-places] li:visible')).toHaveCount(9);
    await expect(page.locator('[data-places-search]')).toBeHidden();
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto('screen/haikou/');
    await expect(page.locator('.slide:visible')).toHaveCount(2);
    await expect(page.locator('.slide-phone')).toHaveText(PHONE);
    expect(await decoded(page, await page.locator('svg[data-code]').screenshot())).toBe(`${BASE}p/haikou/s/`);
    const heights = await page.locator('.slide:visible').evaluateAll((slides) => slides.map((slide) => slide.getBoundingClientRect().bottom));
    heights.forEach((bottom) => expect(bottom).toBeLessThanOrEqual(768));
    await page.goto('publicity/haikou/');
    await expect(page.getByRole('link', { name: 'haikou.zip' })).toBeVisible();
    await page.goto('p/meilan/');
    await expect(page.locator('.door')).toHaveCount(3);
  });
});

const slide = (page) => page.locator('[data-slide]:not([hidden])');

/** Where the words of the slide stand, and whether it is light on dark. */
const look = (page) => slide(page).evaluate((one) => [one.querySelector('h2').textContent, one.querySelector('.slide-words').style.transform, one.classList.contains('inverse')].join(' '));

test('slides turn over by themselves, endlessly and each time at another place, and keep the screen awake', async ({ page }) => {
  await page.clock.install();
  await page.addInitScript(() => {
    window.asked = [];
    Object.defineProperty(navigator, 'wakeLock', { value: { request: (what) => { window.asked.push(what); return Promise.resolve({}); } } });
  });
  await page.goto('screen/haikou/');
  const count = await page.locator('[data-slide]').count();
  expect(count).toBeGreaterThan(3);
  const seen = [];
  for (let turned = 0; turned < 3 * count; turned += 1) {
    seen.push(await look(page));
    const seconds = Number(await slide(page).getAttribute('data-seconds'));
    expect(seconds).toBeGreaterThanOrEqual(8);
    await page.clock.runFor(seconds * 1000);
  }
  expect(new Set(seen.map((one) => one.split(' ')[0])).size).toBe(count);
  const place = (one) => one.slice(one.indexOf(' '));
  seen.slice(1).forEach((one, before) => expect(place(one)).not.toBe(place(seen[before])));
  // In the next round a slide stands elsewhere than before.
  seen.slice(count).forEach((one, before) => expect(one).not.toBe(seen[before]));
  expect(await page.evaluate(() => window.asked)).toEqual(['screen']);
  await page.locator('[data-pause]').click();
  const held = await look(page);
  await page.clock.runFor(60_000);
  expect(await look(page)).toBe(held);
});

for (const [width, height] of [[1920, 1080], [1366, 768], [1080, 1920], [360, 640]]) {
  test(`all of a slide is on a screen of ${width}×${height}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    await page.goto('screen/haikou/');
    const count = await page.locator('[data-slide]').count();
    // Seven places for each slide.
    for (let turned = 0; turned < 7 * count; turned += 1) {
      const outside = await slide(page).evaluate((one) => [...one.querySelectorAll('h2, p, svg, figcaption')].filter((part) => {
        const box = part.getBoundingClientRect();
        return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight || part.scrollWidth > Math.ceil(box.width) + 1;
      }).map((part) => part.textContent || 'code'));
      expect(outside, await look(page)).toEqual([]);
      const size = await slide(page).locator('h2').evaluate((heading) => parseFloat(getComputedStyle(heading).fontSize));
      expect(size).toBeGreaterThan(width / 30);
      await page.evaluate(() => document.querySelector('[data-next]').click());
    }
  });
}

test('a television goes on without a network after one load', async ({ page, county, complaints }) => {
  const server = await serve(county);
  await page.goto(`${server.url}screen/haikou/`);
  await kept(page);
  await page.reload();
  // Opened pages are kept a moment after they were shown.
  await expect.poll(() => page.evaluate(async () => Boolean(await caches.match(location.href + 'index.html')))).toBe(true);
  server.cut = true;
  await page.reload();
  await expect(slide(page).locator('h2')).toBeVisible();
  await page.evaluate(() => document.querySelector('[data-back]').click());
  // A slide comes in slowly.
  await expect.poll(async () => decoded(page, await page.locator('svg[data-code]').screenshot()), { timeout: 30_000 }).toBe(`${BASE}p/haikou/s/`);
  await server.close();
  complaints.length = 0;
});
