// 干部测算: all questions on one page.
import { expect, fill, open, outcome, question, test } from './site.js';

test('four people hit by a disaster: 520, 9,360 to 18,720 and 520 yuan', async ({ page }) => {
  await open(page, 'explain/');
  await fill(page, '家庭人口', '4');
  await fill(page, '建档立卡情况', '普通农户');
  await fill(page, '年可支配收入', '20000');
  await fill(page, '受灾严重影响基本生活', 'true');
  expect(await outcome(page)).toBe('likely');
  const amount = (name) => page.locator(`[data-measure="${name}"] [data-amount]`);
  await expect(amount('应急期生活救助')).toHaveText('520 元');
  await expect(amount('过渡期生活救助')).toHaveText('9,360 至 18,720 元');
  await expect(amount('冬春临时生活困难救助')).toHaveText('520 元');
  await fill(page, '过渡期救助月数', '3');
  await expect(amount('过渡期生活救助')).toHaveText('9,360 元');
  await fill(page, '过渡期救助月数', '6');
  await expect(amount('过渡期生活救助')).toHaveText('18,720 元');
});

test('every figure opens its derivation down to parameter and clause', async ({ page }) => {
  await open(page, 'explain/');
  await fill(page, '家庭人口', '4');
  const relief = page.locator('[data-measure="应急期生活救助"]');
  await relief.locator('summary').click();
  const steps = relief.locator('.steps li');
  await expect(relief.locator('[data-because]')).toContainText('100 元/人 × (1 + 30%) × 4 人 = 520 元');
  await expect(steps.filter({ hasText: '应急期标准 100 元/人' }).locator('a')).toHaveAttribute('href', /policy\/fuzhou-2020-19\/index\.html#fz19-4-4-2$/);
  await fill(page, '家庭人口', '5');
  await expect(relief.locator('[data-because]')).toContainText('= 650 元');
  await expect(steps.filter({ hasText: '家庭人口 5 人' })).toHaveCount(1);
});

test('questions that do not arise are not shown', async ({ page }) => {
  await open(page, 'explain/');
  await expect(question(page, '2019年人均纯收入')).toBeVisible();
  await fill(page, '建档立卡情况', '普通农户');
  await expect(question(page, '2019年人均纯收入')).toBeHidden();
  await question(page, '建档立卡情况').locator('[data-unknown]').click();
  await expect(question(page, '2019年人均纯收入')).toBeVisible();
});

test('a mistake counts as open and is said at the field', async ({ page }) => {
  await open(page, 'explain/');
  await fill(page, '家庭人口', '99');
  await expect(question(page, '家庭人口').locator('[data-error]')).toContainText('1 至 30 人');
  expect(await outcome(page)).toBe('incomplete');
});

test('two situations stand side by side, and what differs is marked', async ({ page }) => {
  await open(page, 'explain/');
  for (const [name, value] of [['家庭人口', '4'], ['建档立卡情况', '普通农户'], ['年可支配收入', '20000'], ['受灾严重影响基本生活', 'true'], ['过渡期救助月数', '3']]) {
    await fill(page, name, value);
  }
  await page.locator('[data-tool="compare"]').click();
  const row = (name) => page.locator('[data-rows] tr').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  await expect(row('过渡期生活救助').locator('[data-after]')).toContainText('9,360 元');
  await expect(page.locator('[data-rows] tr[data-changed]')).toHaveCount(0);
  await page.locator('[data-more-of="过渡期救助月数"]').click();
  await expect(row('过渡期生活救助').locator('[data-before]')).toContainText('9,360 元');
  await expect(row('过渡期生活救助').locator('[data-after]')).toContainText('12,480 元');
  await expect(row('过渡期生活救助')).toHaveAttribute('data-changed', '');
  await expect(row('应急期生活救助')).not.toHaveAttribute('data-changed', '');
  await fill(page, '年可支配收入', '100000');
  await expect(row('结果')).toHaveAttribute('data-changed', '');
  await page.locator('[data-back-to]').click();
  await expect(page.locator('[data-rows] tr[data-changed]')).toHaveCount(0);
  await expect(question(page, '年可支配收入').locator('[data-exact]')).toHaveValue('20000');
  await page.locator('[data-end]').click();
  await expect(page.locator('[data-tool-place="compare"]')).toBeHidden();
});

test('a reload loses nothing that was filled in', async ({ page }) => {
  await open(page, 'explain/');
  await fill(page, '家庭人口', '4');
  await page.reload();
  await page.locator('[data-ready]').waitFor();
  await expect(question(page, '家庭人口').locator('[data-exact]')).toHaveValue('4');
});

test('who does not see the page is told what has come of the typing, once it pauses', async ({ page }) => {
  await open(page, 'explain/');
  const status = page.locator('[data-status]');
  await expect(status).toHaveText('结果：还差几项信息');
  await status.evaluate((place) => {
    window.said = [];
    new MutationObserver(() => window.said.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });
  });
  await fill(page, '建档立卡情况', '普通农户');
  await question(page, '年可支配收入').locator('[data-exact]').fill('20000');
  await question(page, '家庭人口').locator('[data-exact]').pressSequentially('43', { delay: 20 });
  await expect(status).toHaveText('家庭人口：超出范围（1 至 30 人）。');
  await question(page, '家庭人口').locator('[data-exact]').fill('4');
  await expect(status).toHaveText('结果：可能在监测范围内');
  expect(await page.evaluate(() => window.said)).toEqual(['家庭人口：超出范围（1 至 30 人）。', '结果：可能在监测范围内']);
});

test('a table shows each measure for a head and for all, before and after the rise, for each number of months, and the total', async ({ page }) => {
  await open(page, 'explain/');
  for (const [name, value] of [['家庭人口', '4'], ['建档立卡情况', '普通农户'], ['年可支配收入', '20000'], ['是低保对象', 'false'], ['受灾严重影响基本生活', 'true']]) {
    await fill(page, name, value);
  }
  const rows = (name) => page.locator(`[data-measure-sums="${name}"] tr:visible`);
  const sums = async (row) => row.locator('td').allTextContents();
  expect(await sums(rows('应急期生活救助').first())).toEqual(['100 元', '400 元', '130 元', '520 元']);
  expect(await rows('过渡期生活救助').locator('th').allTextContents()).toEqual(['过渡期生活救助', '3 个月', '4 个月', '5 个月', '6 个月']);
  expect(await sums(rows('过渡期生活救助').nth(1))).toEqual(['1,800 元', '7,200 元', '2,340 元', '9,360 元']);
  expect(await sums(rows('过渡期生活救助').nth(4))).toEqual(['3,600 元', '14,400 元', '4,680 元', '18,720 元']);
  const total = page.locator('[data-total] tr');
  await expect(total.first().locator('[data-sum="amount"]')).toHaveText('10,400 至 19,760 元');
  await expect(page.locator('[data-glance]')).toContainText('10,400 至 19,760 元');
  await fill(page, '过渡期救助月数', '3');
  await expect(total.first().locator('[data-sum="amount"]')).toHaveText('10,400 元');
  await expect(rows('过渡期生活救助').nth(1)).toHaveAttribute('data-now', '');
  await fill(page, '受灾严重影响基本生活', 'false');
  await expect(page.locator('[data-no-sums]')).toBeVisible();
});
