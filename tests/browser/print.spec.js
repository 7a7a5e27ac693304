// 打印 and 存为图片: everything about a household on one A4 page, or as one picture; nothing leaves the device.
import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';

import { dice, household } from './households.js';
import { expect, open, test } from './site.js';

const HOUSEHOLDS = 300;

const hit = { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '20000', 受灾严重影响基本生活: true, 过渡期救助月数: '3' };

/** Every question answered, with as long an answer as there is, and everything granted or open. */
function fullest(catalogue) {
  const facts = {};
  for (const { name, kind, options, min, max } of catalogue.questions) {
    if (kind === 'money') facts[name] = { low: '16000.55', high: '33599.99' };
    else if (kind === 'count') facts[name] = max === '6' ? { low: '3', high: '5' } : min === '0' ? '12' : '4';
    else facts[name] = { 'yes-no': true, choice: options[0], choices: options }[kind];
  }
  return facts;
}

async function put(page, facts) {
  await page.evaluate((facts) => document.querySelector('[data-calculator]').page.put(facts), facts);
}

const catalogue = (page) => page.evaluate(() => document.querySelector('[data-calculator]').page.catalogue);
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const sheet = (page) => page.locator('section.sheet');

/** Opens the page of cadres; the browser's dialogue for printing does not come. */
async function begin(page) {
  await page.addInitScript(() => {
    window.printed = 0;
    window.print = () => (window.printed += 1);
  });
  await open(page, 'explain/');
}

/** Prints as the browser does after 打印, and gives the number of pages. */
async function paper(page, facts) {
  await put(page, facts);
  const before = await page.evaluate(() => window.printed);
  await press(page, '打印');
  await page.waitForFunction((before) => window.printed > before, before);
  return pages(await page.pdf({ format: 'A4', preferCSSPageSize: true }));
}

const pages = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;

test('the sheet says who, what, why, how much, from where and when, and has lines to fill in by hand', async ({ page }) => {
  await begin(page);
  await put(page, hit);
  await press(page, '打印');
  await page.waitForFunction(() => window.printed === 1);
  const { revision } = await catalogue(page);
  const today = new Date();
  const text = await sheet(page).evaluate((place) => place.textContent);
  for (const words of [
    `测算日期：${today.getFullYear()}年${today.getMonth() + 1}月${today.getDate()}日`,
    '融扶办〔2020〕8号（2020年7月6日）', '榕扶办〔2020〕19号', `规则版本：${revision}`,
    '家庭人口：4 人', '建档立卡情况：普通农户', '年可支配收入：20,000 元', '没有填或者不清楚：困难原因',
    '结果：可能在监测范围内', '边缘户：是。', '脱贫不稳定户：不是。', '因困收支恶化：还不能确定。', '人均可支配收入 = 年可支配收入 ÷ 家庭人口 = 20,000 元 ÷ 4 人 = 5,000 元/人',
    '过渡期生活救助：可能适用，按标准算 9,360 元。', '600 元/人/月 × (1 + 30%) × 4 人 × 3 个月 = 9,360 元', '就业帮扶：待核实。', '按标准一共：10,400 元。',
    '大额医疗费用起点，由镇（街）认定', '2020年1月1日起，只作参考，2020年12月31日以后要再核对：现行扶贫标准 4,000 元/人。',
    '三种救助的标准', 'explain/', '不是审核结论', '不是核定的数额', '姓名', '签名', '日期', '经办干部',
  ]) expect(text).toContain(words);
  expect(text).not.toContain('#');
});

test('the sheet alone is on the paper, and afterwards the page prints as before', async ({ page }) => {
  await begin(page);
  await put(page, hit);
  await press(page, '打印');
  await page.waitForFunction(() => window.printed === 1);
  await page.emulateMedia({ media: 'print' });
  await expect(sheet(page)).toBeVisible();
  await expect(page.locator('main')).toBeHidden();
  await expect(page.locator('.bottom')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('main')).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'print' });
  await expect(sheet(page)).toBeHidden();
  await expect(page.locator('.result')).toBeVisible();
});

test('one page for the fullest household and for one of whom nothing is known', async ({ page }) => {
  await begin(page);
  const full = fullest(await catalogue(page));
  expect(await paper(page, full)).toBe(1);
  expect(await paper(page, {})).toBe(1);
  expect(await paper(page, { ...full, 建档立卡情况: '已脱贫户' })).toBe(1);
  const nothing = await catalogue(page).then(({ questions }) => Object.fromEntries(questions.map(({ name }) => [name, null])));
  expect(await paper(page, nothing)).toBe(1);
});

test('type of at least 9 points, margins of at least 12 millimetres, nothing beyond the edge', async ({ page }) => {
  await begin(page);
  await paper(page, fullest(await catalogue(page)));
  await press(page, '打印');
  await page.waitForFunction(() => document.documentElement.classList.contains('sheet-only'));
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/MediaBox\s*\[[^\]]*\]/g).map((box) => box.match(/[\d.]+/g).map((length) => Math.round(length)))).toEqual([[0, 0, 595, 842]]);
  const look = () => {
    const place = document.querySelector('section.sheet');
    const sizes = [...place.querySelectorAll('*')].map((part) => parseFloat(getComputedStyle(part).fontSize));
    const margin = [...document.styleSheets].flatMap((style) => [...style.cssRules]).filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.style.margin);
    return { smallest: Math.min(...sizes), wide: place.scrollWidth <= place.clientWidth, margin };
  };
  await press(page, '打印');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 703, height: 1032 });
  expect(await page.evaluate(look)).toMatchObject({ wide: true, margin: ['12mm'] });
  expect((await page.evaluate(look)).smallest).toBeGreaterThanOrEqual(12);
});

for (const half of [0, 1]) {
  test(`one page for random households, half ${half + 1} of ${HOUSEHOLDS}`, async ({ page }) => {
    test.setTimeout(600_000);
    await begin(page);
    const policy = await catalogue(page);
    const random = dice(20200706 + half);
    for (let index = 0; index < HOUSEHOLDS / 2; index += 1) {
      const facts = household(policy, random);
      expect(await paper(page, facts), JSON.stringify(facts)).toBe(1);
    }
  });
}

test('a page printed by the browser itself shows the result and what was answered, whole', async ({ page }) => {
  for (const path of ['explain/', 'check/']) {
    await open(page, path);
    await put(page, hit);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 1123, height: 794 });
    await expect(page.locator('[data-answer="年可支配收入"]')).toBeVisible();
    await expect(page.locator('[data-measure="过渡期生活救助"]')).toBeVisible();
    await expect(page.locator('form')).toBeHidden();
    await expect(page.locator('button:visible')).toHaveCount(0);
    const cut = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((part) => {
      const { overflowY } = getComputedStyle(part);
      return ['auto', 'scroll', 'hidden'].includes(overflowY) && part.clientHeight > 1 && part.scrollHeight > part.clientHeight + 1;
    }).map((part) => part.className));
    expect(cut).toEqual([]);
    const word = await page.locator('[data-test="边缘户"] .word').evaluate((word) => [getComputedStyle(word).color, getComputedStyle(word).backgroundColor]);
    expect(word[0]).not.toBe(word[1]);
    await page.emulateMedia({ media: 'screen' });
  }
});

/** The picture that was offered, with its size and the part of its pixels that are dark. */
async function picture(page) {
  const image = page.locator('[data-picture]');
  await expect(image).toHaveAttribute('src', /^data:image\/png;base64,/);
  return image.evaluate(async (image) => {
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const dark = (top, bottom, left = 0, right = canvas.width) => {
      let found = 0;
      for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) if (data[(y * canvas.width + x) * 4] < 100) found += 1;
      return found / ((bottom - top) * (right - left));
    };
    const tenth = Math.floor(canvas.height / 10);
    return {
      width: canvas.width,
      height: canvas.height,
      tenths: Array.from({ length: 10 }, (_, index) => dark(index * tenth, (index + 1) * tenth)),
      margins: [dark(0, canvas.height, 0, 50), dark(0, canvas.height, canvas.width - 50, canvas.width), dark(0, 40), dark(canvas.height - 30, canvas.height)],
    };
  });
}

test('the picture is as wide as it should be, written on all over, and nothing is cut at its edges', async ({ page }) => {
  const requests = [];
  await begin(page);
  for (const facts of [hit, fullest(await catalogue(page)), {}]) {
    await put(page, facts);
    await press(page, '存为图片');
    await expect(page.locator('#picture-title')).toBeFocused();
    page.on('request', (request) => requests.push(request.url()));
    const seen = await picture(page);
    expect(seen.width).toBe(1080);
    expect(seen.height).toBeGreaterThan(2000);
    for (const part of seen.tenths) expect(part).toBeGreaterThan(0.01);
    expect(seen.margins).toEqual([0, 0, 0, 0]);
  }
  await expect(page.locator('[data-picture]')).toHaveAttribute('alt', /测算单，\d+年\d+月\d+日，还差几项信息/);
  expect(requests.filter((url) => !/^(data|blob):|version\.json$/.test(url))).toEqual([]);
});

test('the picture is downloaded under a name that says what it is', async ({ page }) => {
  await begin(page);
  await put(page, hit);
  await press(page, '存为图片');
  await expect(page.locator('[data-picture]')).toHaveAttribute('alt', /可能在监测范围内，.*过渡期生活救助 9,360 元/);
  await expect(page.locator('[data-download]')).toHaveAttribute('href', /^blob:/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载图片' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^测算单-\d{4}-\d{2}-\d{2}\.png$/);
  expect(readFileSync(await download.path()).subarray(1, 4).toString()).toBe('PNG');
});

test.describe('in the browser of WeChat', () => {
  test.use({ userAgent: 'Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8.0' });
  test('it is saved with a long press', async ({ page }) => {
    await begin(page);
    await put(page, hit);
    await press(page, '存为图片');
    await expect(page.getByText('长按图片保存')).toBeVisible();
    await expect(page.locator('[data-download]')).toBeHidden();
    expect((await picture(page)).width).toBe(1080);
  });
});

test('a browser that prints nothing says so, and an old one has its picture all the same', async ({ page }) => {
  await page.addInitScript(() => {
    window.print = undefined;
    HTMLCanvasElement.prototype.toBlob = undefined;
  });
  await open(page, 'explain/');
  await put(page, hit);
  await press(page, '打印');
  await expect(page.getByText('这个浏览器不能打印')).toBeVisible();
  await press(page, '存为图片');
  await expect(page.getByText('这个浏览器不能打印')).toBeHidden();
  await expect(page.locator('[data-download]')).toHaveAttribute('href', /^data:image\/png/);
});

test('the picture goes when the household changes or it is put away', async ({ page }) => {
  await begin(page);
  await put(page, hit);
  await press(page, '存为图片');
  await expect(page.locator('[data-picture]')).toBeVisible();
  await press(page, '收起来');
  await expect(page.locator('[data-picture]')).toBeHidden();
  await expect(page.getByRole('button', { name: '存为图片' })).toBeFocused();
  await press(page, '存为图片');
  await put(page, { ...hit, 家庭人口: '5' });
  await expect(page.locator('[data-picture]')).toBeHidden();
});

test('axe finds nothing beside the picture, and no page scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await begin(page);
  await put(page, hit);
  await press(page, '存为图片');
  await expect(page.locator('[data-picture]')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(' '))])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
});
