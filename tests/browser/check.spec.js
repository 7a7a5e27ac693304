// 自查: a resident's way through the questions.
import { answer, expect, fill, interview, kept, open, outcome, question, test } from './site.js';

const edge = { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '20000', 困难原因: [] };

const ways = [
  ['likely', '可能在监测范围内', edge],
  ['verify', '需进一步核实', { ...edge, 年可支配收入: '10000' }],
  ['unlikely', '按所填情况，暂未发现在监测范围内', { ...edge, 年可支配收入: '100000' }],
  ['incomplete', '还差几项信息', { 家庭人口: '4', 建档立卡情况: '普通农户' }],
];

for (const [word, heading, household] of ways) {
  test(`a household comes to ${word}`, async ({ page }) => {
    await open(page, 'check/');
    await interview(page, household);
    expect(await outcome(page)).toBe(word);
    await expect(page.getByRole('heading', { name: heading })).toBeFocused();
  });
}

test('only questions that still matter are asked', async ({ page }) => {
  await open(page, 'check/');
  expect(await interview(page, edge)).toEqual(['家庭人口', '建档立卡情况', '年可支配收入']);
  await expect(page.locator('[data-test="收入低于低保标准"]')).toHaveAttribute('data-value', 'true');
  await expect(page.locator('[data-test="收入低于低保标准"] [data-because]')).toContainText('33,600 元');
  await expect(page.locator('[data-test="收入低于低保标准"] a.cite')).toHaveAttribute('href', /policy\/fuqing-2020-8\/index\.html#fq8-3-1$/);
});

test('不清楚 everywhere leads to a result that says what is missing', async ({ page }) => {
  await open(page, 'check/');
  await interview(page, {});
  expect(await outcome(page)).toBe('incomplete');
  await page.locator('[data-missing="年可支配收入"] button').click();
  await expect(question(page, '年可支配收入').locator('legend')).toBeFocused();
});

test('a rough answer is enough where it settles the matter', async ({ page }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '４口人');
  await answer(page, '建档立卡情况', '普通农户');
  const income = question(page, '年可支配收入');
  await income.locator('summary').click();
  await income.getByText('16,000 元以上，不到 33,600 元').click();
  await page.locator('[data-next]').click();
  expect(await outcome(page)).toBe('likely');
  await page.locator('[data-answer="年可支配收入"] [data-change]').click();
  await income.locator('[data-low]').fill('1.7万');
  await income.locator('[data-high]').fill('３３，５９９．９９');
  await page.locator('[data-next]').click();
  expect(await outcome(page)).toBe('likely');
  await expect(page.locator('[data-answer="年可支配收入"] [data-said]')).toHaveText('17,000 至 33,599.99 元');
});

test('a rough answer stays what it was when the ranges on offer change', async ({ page }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  const income = question(page, '年可支配收入');
  await income.locator('summary').click();
  await income.getByText('16,000 元以上，不到 33,600 元').click();
  await page.locator('[data-next]').click();
  await page.locator('[data-answer="家庭人口"] [data-change]').click();
  await answer(page, '家庭人口', '5');
  await page.locator('[data-answer="年可支配收入"] [data-change]').click();
  await expect(income.locator('[data-band]:checked')).toHaveCount(0);
  await expect(income.locator('[data-low]')).toHaveValue('16000');
  await expect(income.locator('[data-high]')).toHaveValue('33599.99');
});

test('the measures follow by choice', async ({ page }) => {
  await open(page, 'check/');
  await interview(page, edge);
  await expect(page.locator('.measures')).toBeHidden();
  await page.locator('[data-more]').click();
  await interview(page, { ...edge, 受灾严重影响基本生活: 'true' });
  const relief = page.locator('[data-measure="过渡期生活救助"]');
  await expect(relief).toHaveAttribute('data-granted', 'true');
  await expect(relief.locator('[data-amount]')).toHaveText('9,360 至 18,720 元');
  await expect(page.locator('[data-measure="应急期生活救助"] [data-amount]')).toHaveText('520 元');
  await expect(page.locator('[data-more]')).toBeHidden();
});

test('the way back, and an answer changed from the result', async ({ page }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  await page.locator('[data-back]:visible').click();
  await expect(question(page, '建档立卡情况')).toBeVisible();
  await expect(question(page, '建档立卡情况').locator('input[value="普通农户"]')).toBeChecked();
  await page.locator('[data-back]:visible').click();
  await expect(question(page, '家庭人口').locator('[data-exact]')).toHaveValue('4');
  await expect(page.locator('[data-back]:visible')).toHaveCount(0);
  await interview(page, edge);
  expect(await outcome(page)).toBe('likely');
  await page.locator('[data-answer="年可支配收入"] [data-change]').click();
  await interview(page, { ...edge, 年可支配收入: '10万' });
  expect(await outcome(page)).toBe('unlikely');
  await page.locator('[data-restart]').click();
  await expect(question(page, '家庭人口').locator('[data-exact]')).toHaveValue('');
});

test("the browser's own way back is the way back", async ({ page }) => {
  await page.goto('');
  await page.locator('main a[href="check/index.html"]').click();
  const address = page.url();
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  await answer(page, '年可支配收入', '20000');
  await page.goBack();
  await expect(question(page, '年可支配收入').locator('legend')).toBeFocused();
  await expect(question(page, '年可支配收入').locator('[data-exact]')).toHaveValue('20000');
  await page.locator('[data-back]:visible').click();
  await expect(question(page, '建档立卡情况')).toBeVisible();
  await page.goBack();
  await expect(question(page, '家庭人口')).toBeVisible();
  await page.goForward();
  await page.goForward();
  await expect(question(page, '年可支配收入')).toBeVisible();
  await page.locator('[data-next]').click();
  await page.locator('[data-answer="建档立卡情况"] [data-change]').click();
  await page.locator('[data-next]').click();
  await expect(page.locator('[data-result]')).toBeVisible();
  // Whoever has come back to the result by way of an answer does not go round in a circle.
  for (const name of ['建档立卡情况', '年可支配收入', '家庭人口']) {
    await page.goBack();
    await expect(question(page, name)).toBeVisible();
  }
  expect(page.url()).toBe(address);
  await page.goBack();
  await expect(page).toHaveTitle('福清市防止返贫监测和帮扶');
});

test('the way back holds after a reload, a link within the page and a new beginning', async ({ page }) => {
  await page.goto('');
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  await page.reload();
  await page.locator('[data-ready]').waitFor();
  await page.goBack();
  await expect(question(page, '年可支配收入')).toBeVisible();
  await page.goBack();
  await expect(question(page, '建档立卡情况')).toBeVisible();
  await page.reload();
  await page.locator('[data-ready]').waitFor();
  await page.goForward();
  await expect(question(page, '建档立卡情况')).toBeVisible();
  await answer(page, '建档立卡情况', '普通农户');
  await answer(page, '年可支配收入', '20000');
  await page.locator('[data-restart]').click();
  await expect(question(page, '家庭人口')).toBeVisible();
  await expect.poll(() => page.evaluate(() => history.state)).toBe(0);
  await page.goBack();
  await expect(page).toHaveTitle('福清市防止返贫监测和帮扶');
});

test('the title says where one is, and whether something is to be mended', async ({ page }) => {
  await open(page, 'check/');
  const title = '自查 - 福清市防止返贫监测和帮扶';
  await expect(page).toHaveTitle(`第 1 题 - ${title}`);
  await page.locator('[data-next]').click();
  await expect(page).toHaveTitle(`要改：第 1 题 - ${title}`);
  await question(page, '家庭人口').locator('[data-exact]').fill('4');
  await expect(page).toHaveTitle(`第 1 题 - ${title}`);
  await interview(page, edge);
  await expect(page).toHaveTitle(`结果：可能在监测范围内 - ${title}`);
});

test('a mistake is said above the question and at the field, and the reader is led there', async ({ page }) => {
  await open(page, 'check/');
  const people = question(page, '家庭人口');
  for (const [typed, said] of [['', '请填一个数'], ['四口', '要填一个数'], ['31', '1 至 30 人'], ['2.5', '整数']]) {
    await people.locator('[data-exact]').fill(typed);
    await page.locator('[data-next]').click();
    await expect(people.locator('[data-error]')).toContainText(said);
    const summary = page.locator('[data-summary]');
    await expect(summary).toContainText(said);
    await expect(summary).toBeFocused();
    await summary.locator('a').click();
    await expect(people.locator('[data-exact]')).toBeFocused();
    await expect(people.locator('[data-exact]')).toHaveAttribute('aria-invalid', 'true');
  }
  await people.locator('[data-exact]').fill('3');
  await expect(people.locator('[data-error]')).toBeHidden();
  await expect(page.locator('[data-summary]')).toBeHidden();
});

test('a reload in the middle loses nothing, and closing the tab leaves nothing', async ({ page, context }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  await page.reload();
  await page.locator('[data-ready]').waitFor();
  await expect(question(page, '年可支配收入')).toBeVisible();
  await page.locator('[data-back]:visible').click();
  await expect(question(page, '建档立卡情况').locator('input[value="普通农户"]')).toBeChecked();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('[data-ready]').waitFor();
  await expect(question(other, '家庭人口').locator('[data-exact]')).toHaveValue('');
});

test('answers are kept on the device only when the reader says so, and can be deleted', async ({ page, context }) => {
  await open(page, 'check/');
  await interview(page, edge);
  await page.locator('[data-keep]').click();
  await expect(page.locator('.keep [data-forget]')).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('[data-ready]').waitFor();
  await other.locator('[data-resume]').click();
  expect(await outcome(other)).toBe('likely');
  await other.locator('.keep [data-forget]').click();
  expect(await other.evaluate(() => localStorage.length)).toBe(0);
  await other.close();
  const last = await context.newPage();
  await last.goto(page.url());
  await last.locator('[data-ready]').waitFor();
  await expect(last.locator('[data-resume]')).toBeHidden();
});

test('where the browser refuses storage everything but keeping works', async ({ page }) => {
  await page.addInitScript(() => {
    for (const kind of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, kind, { get: () => { throw new DOMException('refused', 'SecurityError'); } });
    }
  });
  await open(page, 'check/');
  await interview(page, edge);
  expect(await outcome(page)).toBe('likely');
  await page.locator('[data-keep]').click();
  await expect(page.locator('[data-not-kept]')).toBeVisible();
});

test('what is typed is read back, free bounds too, so that a missing zero is noticed', async ({ page }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  const income = question(page, '年可支配收入');
  await income.locator('[data-exact]').fill('3.36万');
  await expect(income.locator('[data-read-back="exact"]')).toHaveText('33,600 元（三万三千六百元）');
  await income.locator('summary').click();
  await income.locator('[data-low]').fill('1.7万');
  await expect(income.locator('[data-read-back="exact"]')).toHaveText('');
  await expect(income.locator('[data-read-back="low"]')).toHaveText('17,000 元（一万七千元）');
  await income.locator('[data-high]').fill('33599.99');
  await expect(income.locator('[data-read-back="high"]')).toHaveText('33,599.99 元');
});

test('at most three rough answers are on offer, and free bounds alone where another answer is missing', async ({ page }) => {
  await open(page, 'explain/');
  await fill(page, '困难原因', ['因病']);
  const income = question(page, '年可支配收入');
  await income.locator('summary').click();
  await expect(income.locator('[data-bands]')).toBeHidden();
  await expect(income.locator('[data-low]')).toBeVisible();
  await fill(page, '家庭人口', '4');
  const bands = { 年可支配收入: 3, '2019年人均纯收入': 2, 上年度收入: 3, 年刚性支出: 3 };
  for (const [name, count] of Object.entries(bands)) {
    if (name !== '年可支配收入') await question(page, name).locator('summary').click();
    await expect(question(page, name).locator('[data-bands] label:visible')).toHaveCount(count);
  }
});

test('the keyboard is enough', async ({ page }) => {
  await open(page, 'check/');
  await question(page, '家庭人口').locator('[data-exact]').focus();
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await expect(question(page, '建档立卡情况').locator('legend')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(question(page, '年可支配收入').locator('legend')).toBeFocused();
});

test('nothing is requested, stored or put into the address while calculating', async ({ page, context }) => {
  const requests = [];
  const note = (request) => requests.push(request.url());
  page.on('request', note);
  await open(page, 'check/');
  await page.waitForLoadState('networkidle');
  expect(requests.filter((url, index) => requests.indexOf(url) !== index), 'requested twice').toEqual([]);
  // From here on the site is kept, and neither the page nor its worker has anything more to ask for.
  await kept(page);
  page.off('request', note);
  requests.length = 0;
  context.on('request', note);
  const address = page.url();
  await interview(page, edge);
  await page.locator('[data-more]').click();
  await interview(page, {});
  expect(requests).toEqual([]);
  expect(page.url()).toBe(address);
  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(async () => [localStorage.length, (await indexedDB.databases()).length])).toEqual([0, 0]);
});

test('the result says which other answers would change it', async ({ page }) => {
  await open(page, 'check/');
  await interview(page, { ...edge, 年可支配收入: '50000' });
  await expect(page.locator('[data-turns] li').filter({ hasText: '年可支配收入不到 33,600 元' })).toContainText('可能在监测范围内');
  await page.locator('[data-answer="年可支配收入"] [data-change]').click();
  await interview(page, { ...edge, 年可支配收入: '33599.99' });
  expect(await outcome(page)).toBe('likely');
});

test('a number far from what is usual is asked about once and then taken', async ({ page }) => {
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  const income = question(page, '年可支配收入');
  await answer(page, '年可支配收入', '3360000');
  await expect(income.locator('[data-unusual="more"]')).toBeVisible();
  await expect(income.locator('[data-exact]')).toBeFocused();
  await answer(page, '年可支配收入', '336');
  await expect(income.locator('[data-unusual="less"]')).toBeVisible();
  await expect(income.locator('[data-unusual="more"]')).toBeHidden();
  await page.locator('[data-next]').click();
  await expect(income).toBeHidden();
});
