// 干部筛查: a list of households on an office's computer, from the file to the result, and that nothing of it goes anywhere.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expectFits, expectSound } from './access.js';
import { expect, kept, test } from './site.js';

const HEAD = '镇街,户主,证件号,家庭人口,年可支配收入(万元),困难原因,建档立卡情况';
const LIST = `福清市某镇摸排名单,,,,,,
${HEAD}
海口镇,张三,350181190001010011,4,2.5,因病,普通农户
海口镇,李四,350181190001010012,3,约3.2,因学,普通农户
龙田镇,王五,350181190001010013,2,,,已脱贫户
龙田镇,"=HYPERLINK(""x"")",350181190001010014,五口,60,因灾,普通农户
三山镇,钱七,350181190001010015,5,4.2-4.5,因病、因残,贫困户
`;
const PERSONS = `户编号,姓名,月可支配收入,义务教育阶段学生,建档立卡情况
甲,张三,2000,否,普通农户
甲,张小三,0,是,
乙,李四,500,否,普通农户
`;
const ROWS = 10_000;

/** A file as a browser hands it over. */
const file = (content, name = '名单.csv') => ({ name, mimeType: '', buffer: Buffer.from(content) });

const step = (page, name) => page.locator(`[data-step="${name}"]:visible`);
const household = (page, name) => page.locator('[data-rows] tr', { hasText: name });
const question = (page, heading) => page.locator('[data-columns] tr').filter({ has: page.locator('th', { hasText: heading }) }).locator('[data-question]');

async function open(page) {
  await page.goto('screen-list/');
  await page.locator('[data-screening][data-ready]').waitFor({ state: 'attached' });
}

/** Opens the page and waits until the site's worker keeps it with its program. */
async function openKept(page) {
  await open(page);
  await kept(page);
  await expect
    .poll(() => page.evaluate(async () => Boolean(await caches.match(location.href.replace(/\/$/, '/index.html')))), { timeout: 15_000 })
    .toBe(true);
}

async function choose(page, chosen) {
  await page.locator('[data-file]').setInputFiles(chosen);
  await step(page, 'columns').waitFor();
}

async function screen(page, chosen) {
  await choose(page, chosen);
  await page.locator('[data-begin]').click();
  await step(page, 'result').waitFor({ timeout: 60_000 });
}

const number = (text) => Number(text.replace(/\D/g, ''));

/** How many households have an outcome. */
const counted = async (page, word) => number(await page.locator(`[data-outcome-count="${word}"] [data-number]`).textContent());

/** What a button hands over. */
async function downloaded(page, what) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-export="${what}"]:visible`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Runs `mingbai screen` as the page itself names it; `work` gets its folder and a call of it. */
async function commanding(page, work) {
  const policy = /--policy (\S+)/.exec(await page.locator('pre code').textContent())[1];
  const today = await page.locator('[data-today]').textContent();
  const folder = mkdtempSync(join(tmpdir(), 'mingbai-screening-'));
  const call = (...words) =>
    execFileSync(process.env.MINGBAI || 'mingbai', ['screen', '--root', resolve(process.env.ROOT || '../..'), '--policy', policy, '--on', today, ...words], { cwd: folder, stdio: 'ignore' });
  try {
    await work(call, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A list as offices have them, with errors, blanks, estimates and formulas; always the same. */
function random(rows) {
  let state = 20201106;
  const below = (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = (...choices) => choices[below(choices.length)];
  const money = () => one('', '', String(below(90_000)), String(below(9_000_000) / 100), `${below(20_000)}-${20_000 + below(40_000)}`, `约${below(50_000)}`, '不清楚', '很多', '-5', `${below(9)}万元`);
  const lines = ['镇街,户主,家庭人口,年可支配收入,上年度收入,年刚性支出,2019年人均纯收入,困难原因,建档立卡情况,是低保对象,义务教育阶段学生,住房困难'];
  for (let row = 0; row < rows; row += 1) {
    const cells = [one('海口镇', '龙田镇', '三山镇', '渔溪镇', ''), one(`户${row}`, `=户${row}`, `"户""${row}"`, `"户,${row}"`), one('', '1', '2', '3', '4', '5口', '六', '0', '40', 'x'), money(), money(), money(), money()];
    cells.push(one('', '无', '因病', '因残', '因学', '因病、因残', '因灾', '因懒'), one('', '普通农户', '已脱贫户', '贫困户'), one('', '是', '否', '√', '大概'), one('', '0', '1', '2', '-1'), one('', '是', '否', 'Y'));
    lines.push(cells.join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

test('a list on the way to who is visited first, with every state sound', async ({ page }) => {
  await open(page);
  const look = async () => {
    await expectSound(page);
    await expectFits(page);
  };
  await look();
  await choose(page, file(LIST));
  await expect(page.locator('[data-found]')).toHaveText('第 2 行是列名，下面有 5 行，7 列');
  await expect(page.locator('[data-unasked]')).toContainText('年刚性支出');
  await look();
  await page.locator('[data-begin]').click();
  await expect(page.locator('[data-step="result"] h2')).toBeFocused();
  await expect(page.locator('[data-said]')).toContainText('共 5 户');
  const counts = [];
  for (const word of ['likely', 'verify', 'incomplete', 'unlikely']) counts.push(await counted(page, word));
  expect(counts.reduce((sum, count) => sum + count)).toBe(5);
  // One cell is no answer; its row is there all the same.
  await expect(page.locator('[data-wrong-count]')).toHaveText('1');
  await page.locator('[data-wrong-block] summary').click();
  await expect(page.locator('[data-wrong] tr')).toHaveText(/G7建档立卡情况贫困户没有“贫困户”这一项/);
  await page.locator('[data-towns-block] summary').click();
  await expect(page.locator('[data-towns] tr')).toHaveCount(3);
  // An opened row says how its answer came about.
  await household(page, '张三').locator('[data-open]').click();
  await expect(page.locator('.details')).toContainText('25,000 元 ÷ 4 人 = 6,250 元/人');
  await expect(page.locator('.details a.cite').first()).toHaveAttribute('href', /policy\/.+#/);
  await look();
  await household(page, '张三').locator('[data-open]').click();
  await expect(page.locator('.details')).toHaveCount(0);
});

test('wrong cells stand there some at a time, each once, of the list that is open', async ({ page }) => {
  const faulty = (rows) => file(`${HEAD}\n${Array.from({ length: rows }, (_, at) => `海口镇,户${at},,第${at}口,2.5,因病,普通农户\n`).join('')}`);
  const block = page.locator('[data-wrong-block] > summary');
  const rows = page.locator('[data-wrong] tr');
  await open(page);
  await screen(page, faulty(1120));
  await expect(page.locator('[data-said]')).toContainText('共 1,120 户');
  await expect(rows).toHaveCount(0);
  await block.click();
  await expect(rows).toHaveCount(50);
  await page.locator('[data-more-wrong]').click();
  await expect(rows).toHaveCount(100);
  await block.click();
  await block.click();
  expect(new Set(await rows.locator('td:first-child').allTextContents()).size).toBe(100);
  await page.locator('[data-step="result"] [data-another]').click();
  await screen(page, faulty(3));
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('第0口');
  await expect(page.locator('[data-more-wrong]')).toBeHidden();
});

test('the table filters, sorts and turns its pages', async ({ page }) => {
  await open(page);
  await screen(page, file(random(300)));
  const shown = page.locator('[data-shown]');
  await expect(shown).toHaveText('有 300 户，这里是第 1 到 50 户');
  await page.locator('[data-next-page]').click();
  await expect(shown).toHaveText('有 300 户，这里是第 51 到 100 户');
  await page.locator('[name="outcome"]').selectOption('verify');
  await expect(shown).toContainText(`有 ${await counted(page, 'verify')} 户`);
  await page.locator('[name="outcome"]').selectOption('');
  await page.locator('[name="text"]').fill('户123');
  await expect(shown).toHaveText('有 1 户，这里是第 1 到 1 户');
  await page.locator('[name="text"]').fill('没有这一户');
  await expect(shown).toHaveText('没有这样的户');
  await page.locator('[name="text"]').fill('');
  await page.locator('[name="sort"]').selectOption('file');
  await expect(page.locator('[data-rows] [data-open]').first()).toHaveText(/^2/);
  await page.locator('.option', { hasText: '倒过来排' }).click();
  await expect(page.locator('[data-rows] [data-open]').first()).toHaveText(/^301/);
  await page.locator('.option', { hasText: '只看有看不懂的格' }).click();
  await expect(page.locator('[data-rows] [data-open]').first()).toContainText('⚠');
  // What needs verifying stands before what lacks answers.
  await page.locator('.option', { hasText: '倒过来排' }).click();
  await page.locator('[name="sort"]').selectOption('');
  await expect(page.locator('[data-rows] .word').first()).not.toHaveClass(/unlikely|incomplete/);
});

test('a page of a list gives the same files as the command', async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  const list = random(ROWS);
  await screen(page, file(list));
  await commanding(page, async (call, folder) => {
    const read = (name) => readFileSync(join(folder, name));
    writeFileSync(join(folder, '名单.csv'), list);
    call('--out', '结果.csv', '--wrong', '要改.csv', '名单.csv');
    const table = await downloaded(page, 'csv');
    expect(table.name).toBe('名单-筛查结果.csv');
    expect(table.bytes.toString().split('\n').length).toBe(ROWS + 2);
    expect(table.bytes.equals(read('结果.csv'))).toBe(true);
    call('--out', '结果.xlsx', '名单.csv');
    const book = await downloaded(page, 'xlsx');
    expect(book.bytes.equals(read('结果.xlsx'))).toBe(true);
    await page.locator('[data-wrong-block] summary').click();
    const rows = await downloaded(page, 'correction');
    expect(rows.bytes.equals(read('要改.csv'))).toBe(true);
    // A formula in a list stays a text.
    expect(table.bytes.toString()).toContain("'=户");
  });
});

test('a workbook to fill in comes from the policy and is taken back', async ({ page }) => {
  await open(page);
  const template = await downloaded(page, 'template');
  expect(template.name).toBe('名单-空白表.xlsx');
  await choose(page, file(template.bytes, template.name));
  const sheets = page.locator('[data-sheet] option');
  expect(await sheets.count()).toBeGreaterThan(1);
  const examples = await sheets.filter({ hasText: '例' }).textContent();
  await page.locator('[data-sheet]').selectOption({ label: examples });
  await expect(page.locator('[data-unasked]')).toHaveText('每个问题都有列来回答。');
  await page.locator('[data-begin]').click();
  await step(page, 'result').waitFor();
  await expect(page.locator('[data-wrong-block]')).toBeHidden();
  await commanding(page, async (call, folder) => {
    call('--template', '--out', '空白.xlsx');
    expect(template.bytes.equals(readFileSync(join(folder, '空白.xlsx')))).toBe(true);
  });
});

test('one person a row: rows of a household are one', async ({ page }) => {
  await open(page);
  await choose(page, file(PERSONS));
  await expect(question(page, '户编号')).toHaveValue('household');
  await expect(page.locator('[data-members]')).toHaveValue('家庭人口');
  await expectSound(page);
  await page.locator('[data-begin]').click();
  await step(page, 'result').waitFor();
  await expect(page.locator('[data-said]')).toHaveText('名单里共 2 户（3 行），每一户都算了。');
  await page.locator('[data-rows] tr', { hasText: '张三' }).locator('[data-open]').click();
  await expect(page.locator('.details')).toContainText('24,000 元');
  await expect(page.locator('.details')).toContainText('张小三');
});

test('GB18030 is read as UTF-8 is', async ({ page }) => {
  await open(page);
  // 家庭人口,户主 / 3,张三
  await choose(page, file(Buffer.from('bcd2cda5c8cbbfda2cbba7d6f70a332cd5c5c8fd0a', 'hex')));
  await expect(page.locator('[data-columns] th')).toHaveText(['家庭人口', '户主']);
  await expect(page.locator('[data-columns] .sample')).toHaveText(['3', '张三']);
});

test('columns are chosen by hand, and only their names are remembered', async ({ page }) => {
  await open(page);
  const list = '户主,人数,家里的钱\n张三,4,2.5\n';
  await choose(page, file(list));
  await question(page, '人数').selectOption('["家庭人口",""]');
  await question(page, '家里的钱').selectOption('["年可支配收入",""]');
  await page.locator('[data-columns] tr', { hasText: '家里的钱' }).locator('[data-unit]').selectOption('万元 年');
  // A question has one column.
  await question(page, '户主').selectOption('["家庭人口",""]');
  await expect(question(page, '人数')).toHaveValue('');
  await question(page, '人数').selectOption('["家庭人口",""]');
  await expect(question(page, '户主')).toHaveValue('');
  await page.locator('.option', { hasText: '记住这些列名' }).click();
  await page.locator('[data-begin]').click();
  await step(page, 'result').waitFor();
  await page.locator('[data-open]').click();
  await expect(page.locator('.details')).toContainText('25,000 元 ÷ 4 人');
  const stored = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));
  expect(stored).toContain('家里的钱');
  for (const cell of ['张三', '2.5']) expect(stored).not.toContain(cell);
  await page.reload();
  await page.locator('[data-screening][data-ready]').waitFor({ state: 'attached' });
  await choose(page, file(list));
  await expect(question(page, '家里的钱')).toHaveValue('["年可支配收入",""]');
  await page.locator('[data-step="columns"] [data-another]').click();
  await page.locator('[data-forget]').click();
  await expect(page.locator('[data-remembered]')).toBeHidden();
  await choose(page, file(list));
  await expect(question(page, '家里的钱')).toHaveValue('');
});

test('nothing is asked of any host while a list is worked on, and nothing stays', async ({ page, context }) => {
  await openKept(page);
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  await screen(page, file(LIST));
  await page.locator('[data-open]').first().click();
  await page.locator('.details').waitFor();
  for (const what of ['csv', 'xlsx']) await downloaded(page, what);
  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([]);
  const stored = await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map((one) => one.name);
    return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, databases, location.href]);
  });
  for (const cell of ['张三', '350181190001010011', '海口镇']) expect(stored).not.toContain(cell);
});

test('a long work can be stopped, and another list taken', async ({ page }) => {
  await open(page);
  await choose(page, file(random(60_000)));
  await page.locator('[data-begin]').click();
  await expect(page.locator('[data-done]')).toContainText(/已看 [\d,]+ 户，共 60,000 户/);
  await expectSound(page);
  await page.locator('[data-step="working"] [data-stop]').click();
  await expect(step(page, 'choose')).toBeVisible();
  await expect(page.locator('[data-status]')).toHaveText('已经停下');
  await screen(page, file(LIST));
  await expect(page.locator('[data-said]')).toContainText('共 5 户');
});

test('writing a file shows how far it is, leaves the page usable, and can be stopped', async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  await screen(page, file(random(30_000)));
  let downloads = 0;
  page.on('download', () => { downloads += 1; });
  await page.locator('[data-export="xlsx"]:visible').click();
  await expect(page.locator('[data-written]')).toContainText(/已写 [\d,]+ 户，共 30,000 户/);
  await expectSound(page);
  await page.locator('[data-next-page]').click();
  await expect(page.locator('[data-shown]')).toHaveText('有 30,000 户，这里是第 51 到 100 户');
  await page.locator('[data-halt]').click();
  await expect(page.locator('[data-busy]')).toBeHidden();
  await expect(page.locator('[data-status]')).toHaveText('不写了');
  expect(downloads).toBe(0);
  const table = await downloaded(page, 'csv');
  expect(table.bytes.toString().split('\r\n').length).toBe(30_002);
  // Another list while one is written: of the first nothing comes any more.
  await page.locator('[data-export="xlsx"]:visible').click();
  await page.locator('[data-step="result"] [data-another]').click();
  await screen(page, file(LIST));
  await expect(page.locator('[data-busy]')).toBeHidden();
  expect(downloads).toBe(1);
});

test('a workbook on the page gives the same files as the command', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page);
  await commanding(page, async (call, folder) => {
    writeFileSync(join(folder, '名单.csv'), random(2000));
    call('--out', '上月.xlsx', '名单.csv');
    await choose(page, file(readFileSync(join(folder, '上月.xlsx')), '上月.xlsx'));
    await page.locator('[data-sheet]').selectOption({ label: '还差几项信息' });
    await expect(page.locator('[data-found]')).toContainText('第 1 行是列名');
    await page.locator('[data-begin]').click();
    await step(page, 'result').waitFor();
    call('--out', '结果.xlsx', '--sheet', '还差几项信息', '上月.xlsx');
    expect((await downloaded(page, 'xlsx')).bytes.equals(readFileSync(join(folder, '结果.xlsx')))).toBe(true);
    call('--out', '结果.csv', '--sheet', '还差几项信息', '上月.xlsx');
    expect((await downloaded(page, 'csv')).bytes.equals(readFileSync(join(folder, '结果.csv')))).toBe(true);
  });
});

test('a file that is none is refused in words, and the next is read', async ({ page }) => {
  await open(page);
  const hostile = [
    ['照片.xlsx', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['空.csv', Buffer.alloc(0)],
    ['坏.xlsx', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(400, 7)])],
    ['坏.xls', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4000, 7)])],
  ];
  for (const [name, content] of hostile) {
    await page.locator('[data-file]').setInputFiles(file(content, name));
    await expect(page.locator('[data-problem]'), name).toBeFocused();
    await expect(page.locator('[data-problem]'), name).toHaveText(/[\u4e00-\u9fff]{6,}/);
    await expect(step(page, 'choose')).toBeVisible();
    await page.locator('[data-file]').setInputFiles([]);
  }
  await expectSound(page);
  await screen(page, file(LIST));
  await expect(page.locator('[data-problem]')).toBeHidden();
});

test('a page that was opened once works without a network', async ({ page, context }) => {
  await openKept(page);
  await context.setOffline(true);
  await page.reload();
  await page.locator('[data-screening][data-ready]').waitFor({ state: 'attached' });
  await screen(page, file(LIST));
  await expect(page.locator('[data-said]')).toContainText('共 5 户');
  await downloaded(page, 'xlsx');
});

test('a sheet with as many columns as there can be is offered in part, and kept whole', async ({ page }) => {
  await open(page);
  const wide = (first, cell, last) => [first].concat(Array(16_380).fill(cell), last).join(',');
  await choose(page, file(`${wide('家庭人口', '列', '年可支配收入')}\n${wide('4', '1', '9000')}\n`));
  await expect(page.locator('[data-columns] tr')).toHaveCount(201);
  await expect(page.locator('[data-more-columns]')).toBeVisible();
  await page.locator('[data-begin]').click();
  await step(page, 'result').waitFor();
  await expect(page.locator('[data-said]')).toContainText('共 1 户');
  const table = await downloaded(page, 'csv');
  expect(table.bytes.toString().split('\r\n')[1].split(',1,1,').length).toBeGreaterThan(4000);
});

test('by the keyboard alone', async ({ page }) => {
  await open(page);
  await choose(page, file(LIST));
  await expect(page.locator('[data-step="columns"] h2')).toBeFocused();
  await page.locator('[data-begin]').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-step="result"] h2')).toBeFocused();
  await page.locator('[data-open]').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.details')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.locator('.details')).toHaveCount(0);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says what to do instead', async ({ page }) => {
    await page.goto('screen-list/');
    await expect(page.locator('[data-fallback]')).toBeVisible();
    await expect(page.locator('pre code')).toContainText('mingbai screen --policy');
    await expect(page.locator('[data-live]')).toBeHidden();
  });
});

test('text twice as large', async ({ page }) => {
  await open(page);
  await screen(page, file(LIST));
  await page.locator('[data-open]').first().click();
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  await page.setViewportSize({ width: 390, height: 844 });
  await expectFits(page);
});
