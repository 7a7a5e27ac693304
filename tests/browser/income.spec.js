// The sheet that adds up an income or a spending, line by line, under its question.
import { answer, expect, fill, interview, open, outcome, question, test } from './site.js';
import { expectSound } from './access.js';

const INCOME = '年可支配收入';
const group = (sheet, name) => sheet.locator(`[data-group="${name}"]`);

/** Opens the sheet of a question. */
async function openSheet(page, name) {
  await question(page, name).locator('[data-tool="income"]').click();
  const sheet = question(page, name).locator('.tally');
  await expect(sheet).toBeVisible();
  return sheet;
}

/** Comes to the question of income on the page of one question, and opens its sheet. */
async function sheetOfIncome(page) {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  return openSheet(page, INCOME);
}

/** Adds a line to a group: `by` is month or year, the rest is typed. */
async function add(sheet, name, { by, ...typed }) {
  await group(sheet, name).locator('[data-add-line]').click();
  const line = group(sheet, name).locator('[data-line]').last();
  if (by) await line.locator(`[value="${by}"]`).check({ force: true });
  for (const [what, text] of Object.entries(typed)) await line.locator(`[data-typed="${what}"]`).fill(text);
  return line;
}

const family = [
  ['wages', { who: '老大', amount: '２，０００', months: '9' }, '2,000 元 × 9 个月 = 18,000 元（一万八千元）'],
  ['wages', { who: '大儿媳', amount: '0.15万', months: '12 个月' }, '1,500 元 × 12 个月 = 18,000 元（一万八千元）'],
  ['business', { amount: '12000', cost: '4500.5' }, '12,000 元 − 4,500.5 元 = 7,499.5 元'],
  ['business', { by: 'month', amount: '300', cost: '500', months: '2' }, '（300 元 − 500 元） × 2 个月 = −400 元，亏了'],
  ['transfers', { who: '爷爷', by: 'year', amount: '1800' }, '1,800 元（一千八百元）'],
];

test('wages of two, a farm with its costs and a pension are added up in the open, and the sum is the answer', async ({ page }) => {
  const sheet = await sheetOfIncome(page);
  await expect(sheet.getByRole('status')).toHaveText('还没有填');
  for (const [name, typed, said] of family) {
    const line = await add(sheet, name, typed);
    await expect(line.locator('[data-arithmetic]')).toHaveText(said);
  }
  await expect(sheet.locator('[data-addition]')).toHaveText('18,000 元 + 18,000 元 + 7,499.5 元 − 400 元 + 1,800 元 = 44,899.5 元');
  await expect(sheet.getByRole('status')).toHaveText('一年合计 44,899.5 元');
  await sheet.locator('[data-use-sum]').click();
  const income = question(page, INCOME);
  await expect(sheet).toBeHidden();
  await expect(income.locator('[data-exact]')).toBeFocused();
  await expect(income.locator('[data-exact]')).toHaveValue('44899.5');
  await expect(income.locator('[data-read-back="exact"]')).toHaveText('44,899.5 元');
  await interview(page, { [INCOME]: '44899.5', 困难原因: [] });
  expect(await outcome(page)).toBe('unlikely');
});

test('what was filled in is there when the sheet is opened again, also after a reload, and 从头再来 clears it', async ({ page, context }) => {
  let sheet = await sheetOfIncome(page);
  for (const [name, typed] of family) await add(sheet, name, typed);
  const lines = () => sheet.locator('[data-arithmetic]').allTextContents();
  const before = await lines();
  await sheet.locator('[data-close-sheet]').click();
  await expect(question(page, INCOME).locator('[data-exact]')).toBeFocused();
  await expect(question(page, INCOME).locator('[data-exact]')).toHaveValue('');
  sheet = await openSheet(page, INCOME);
  expect(await lines()).toEqual(before);
  await sheet.locator('[data-close-sheet]').click();
  await question(page, INCOME).locator('[data-unknown]').click();
  await page.locator('[data-back]:visible').click();
  sheet = await openSheet(page, INCOME);
  expect(await lines()).toEqual(before);
  await page.reload();
  await page.locator('[data-ready]').waitFor();
  sheet = await openSheet(page, INCOME);
  expect(await lines()).toEqual(before);
  await expect(group(sheet, 'wages').locator('[data-typed="who"]').first()).toHaveValue('老大');
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  const other = await context.newPage();
  expect(await (await sheetOfIncome(other)).locator('[data-line]').count()).toBe(0);
  await other.close();

  for (const loaded of [true, false]) {
    await add(sheet, 'wages', { amount: '1000' });
    await sheet.locator('[data-close-sheet]').click();
    if (!loaded) await page.reload();
    await page.locator('[data-ready]').waitFor();
    await interview(page, { 家庭人口: '4', 建档立卡情况: '普通农户', [INCOME]: '20000' });
    await page.locator('[data-restart]').click();
    expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('income')))).toEqual([]);
    await answer(page, '家庭人口', '4');
    await answer(page, '建档立卡情况', '普通农户');
    sheet = await openSheet(page, INCOME);
    await expect(sheet.locator('[data-line]')).toHaveCount(0);
  }
});

test('what is missing or wrong is said at its field, is not counted, and nothing typed is lost', async ({ page }) => {
  const sheet = await sheetOfIncome(page);
  await sheet.locator('[data-use-sum]').click();
  await expect(sheet.locator('[data-trouble]')).toHaveText('一笔也没有填。');
  await add(sheet, 'property', { amount: '1200' });
  await expect(sheet.locator('[data-trouble]')).toBeHidden();
  const line = await add(sheet, 'wages', { amount: '2000' });
  await expect(line.locator('[data-arithmetic]')).toHaveText('2,000 元（二千元），还没有填：做了几个月。');
  await expect(line.locator('[data-wrong]')).toBeHidden();
  await expect(sheet.getByRole('status')).toHaveText('一年合计 1,200 元（一千二百元）。有 1 笔没填完，没有算进去。');
  await sheet.locator('[data-use-sum]').click();
  const months = line.locator('[data-typed="months"]');
  await expect(months).toBeFocused();
  await expect(months).toHaveAttribute('aria-invalid', 'true');
  await expect(line.locator('[data-wrong]')).toHaveText('还没有填：做了几个月。');
  await expect(question(page, INCOME).locator('[data-exact]')).toHaveValue('');
  for (const [what, typed, said] of [['months', '13', '1 到 12'], ['months', '2.5', '1 到 12'], ['amount', '两千', '要填一个数'], ['amount', '-5', '0 或者更大']]) {
    const input = line.locator(`[data-typed="${what}"]`);
    await input.fill(typed);
    await input.blur();
    await expect(line.locator('[data-wrong]')).toContainText(said);
    await expect(input).toHaveAttribute('aria-invalid', 'true');
    await expect(input).toHaveValue(typed);
    await input.fill(what === 'months' ? '9' : '2000');
    await expect(line.locator('[data-wrong]')).toBeHidden();
  }
  await expect(sheet.getByRole('status')).toHaveText('一年合计 19,200 元（一万九千二百元）');
  const farm = await add(sheet, 'business', { amount: '9000' });
  await expect(farm.locator('[data-arithmetic]')).toContainText('没有本钱就填 0');
  await farm.locator('[data-typed="cost"]').fill('0');
  await expect(sheet.getByRole('status')).toHaveText('一年合计 28,200 元（二万八千二百元）');
});

test('a line that was deleted can be put back', async ({ page }) => {
  const sheet = await sheetOfIncome(page);
  const wages = group(sheet, 'wages');
  await add(sheet, 'wages', { amount: '1000', by: 'year' });
  await add(sheet, 'wages', { amount: '2000', by: 'year' });
  await wages.getByRole('button', { name: '删掉这一笔：工钱，第 1 笔' }).click();
  await expect(sheet.getByRole('status')).toHaveText('一年合计 2,000 元（二千元）');
  await expect(wages.locator('legend')).toHaveText(['工钱，第 1 笔']);
  await expect(wages.locator('[data-put-back]')).toBeFocused();
  await wages.locator('[data-put-back]').click();
  await expect(sheet.getByRole('status')).toHaveText('一年合计 3,000 元（三千元）');
  await expect(wages.locator('[data-put-back]')).toBeHidden();
  await add(sheet, 'wages', {});
  await wages.locator('[data-remove-line]').last().click();
  await expect(wages.locator('[data-add-line]')).toBeFocused();
});

test('a loss is said plainly, and a sum below nothing is left to the reader', async ({ page }) => {
  const sheet = await sheetOfIncome(page);
  await add(sheet, 'business', { amount: '3000', cost: '5000' });
  await expect(sheet.getByRole('status')).toHaveText('一年合计 −2,000 元，亏了');
  await sheet.locator('[data-use-sum]').click();
  await expect(sheet.locator('[data-trouble]')).toContainText('不能直接填');
  await expect(question(page, INCOME).locator('[data-exact]')).toHaveValue('');
});

test('what is too large to add up is said', async ({ page }) => {
  const sheet = await sheetOfIncome(page);
  const nines = '9'.repeat(28);
  const line = await add(sheet, 'wages', { amount: nines, months: '12' });
  await sheet.locator('[data-use-sum]').click();
  await expect(line.locator('[data-wrong]')).toContainText('太大');
  await line.locator('[value="year"]').check({ force: true });
  await add(sheet, 'property', { amount: nines });
  for (let more = 0; more < 7; more += 1) await add(sheet, 'property', { amount: nines });
  await sheet.locator('[data-use-sum]').click();
  await expect(sheet.locator('[data-trouble]')).toContainText('太大');
});

test('spending has a sheet of its own, what is registered by head and what is no sum of a household have none', async ({ page }) => {
  await open(page, 'explain/');
  await fill(page, '困难原因', ['因病']);
  const offered = page.locator('[data-question]:has([data-tool="income"])');
  expect(await offered.evaluateAll((fields) => fields.map((field) => field.dataset.question))).toEqual([INCOME, '上年度收入', '年刚性支出']);
  const sheet = await openSheet(page, '年刚性支出');
  await add(sheet, 'care', { amount: '600', months: '10' });
  await add(sheet, 'health', { amount: '2.3万' });
  await expect(sheet.locator('[data-addition]')).toHaveText('23,000 元 + 6,000 元 = 29,000 元');
  await fill(page, '年刚性支出', '5');
  await sheet.locator('[data-use-sum]').click();
  await expect(question(page, '年刚性支出').locator('[data-exact]')).toHaveValue('29000');
  await openSheet(page, '上年度收入');
  await question(page, '困难原因').locator('[data-none]').check({ force: true });
  await expect(page.locator('.tally:visible')).toHaveCount(0);
});

test('the keyboard is enough, and Enter goes on instead of sending the question', async ({ page }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  await page.locator(`[data-question="${INCOME}"] [data-tool]`).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '把收入一笔一笔加起来' })).toBeFocused();
  const keys = async (...pressed) => {
    for (const key of pressed) await page.keyboard.press(key);
  };
  await keys('Tab', 'Enter');
  await expect(page.locator('.tally-line legend')).toBeFocused();
  await keys('Tab');
  await page.keyboard.type('老大');
  await keys('Enter');
  await expect(page.locator('.tally [value="month"]')).toBeFocused();
  await keys('ArrowRight', 'Tab');
  await page.keyboard.type('21600');
  await expect(page.locator('.tally').getByRole('status')).toHaveText('一年合计 21,600 元（二万一千六百元）');
  await keys('Enter');
  await expect(page.locator('[data-remove-line]')).toBeFocused();
  while (!(await page.locator('[data-use-sum]').evaluate((button) => button === document.activeElement))) await keys('Tab');
  await keys('Enter');
  await expect(question(page, INCOME).locator('[data-exact]')).toBeFocused();
  await keys('Enter');
  expect(await outcome(page)).toBe('likely');
});

test('the open sheet is sound at 320 pixels, in the dark, and with text of twice the size', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 320, height: 640 });
  const sheet = await sheetOfIncome(page);
  await expectSound(page);
  for (const [name, typed] of family) await add(sheet, name, typed);
  await add(sheet, 'wages', { amount: 'x' });
  await sheet.locator('[data-use-sum]').click();
  await expectSound(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page);
  for (const target of await sheet.locator('button:visible, .option:visible, input[data-typed]:visible').all()) {
    expect((await target.boundingBox()).height).toBeGreaterThanOrEqual(56);
  }
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  await expectSound(page);
});

test('nothing is requested but the tool itself, once', async ({ page }) => {
  await open(page, 'check/');
  await page.waitForLoadState('networkidle');
  const requests = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname.replace(/\.[0-9a-f]{10}\./, '.')));
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  for (let time = 0; time < 2; time += 1) {
    const sheet = await openSheet(page, INCOME);
    for (const [name, typed] of family) await add(sheet, name, typed);
    await sheet.locator('[data-use-sum]').click();
  }
  expect(requests.sort()).toEqual(['/assets/income.css', '/assets/income.js']);
});

test('where the tool cannot be loaded the page says so, and tries again', async ({ page, complaints }) => {
  await page.route('**/income.*.js', (route) => route.abort());
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  const income = question(page, INCOME);
  await income.locator('[data-tool="income"]').click();
  await expect(income.getByRole('alert')).toContainText('没有打开');
  await page.unroute('**/income.*.js');
  await openSheet(page, INCOME);
  await expect(income.locator('[data-tool-failed]')).toBeHidden();
  complaints.length = 0;
});
