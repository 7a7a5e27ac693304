// 困难一键上报: the form, from the first field to the receipt, with script and without.
import { generateKeyPairSync } from 'node:crypto';

import { expectLarge, expectSound } from './access.js';
import { sealOf } from './hpke.js';
import { HOTLINE, fillIn, line, number, onDevice, onlyReport, ready, receiptOf, send, test, tick, unheard } from './reporting.js';
import { expect, interview, kept, open } from './site.js';

test.describe('the form', () => {
  test('the whole way to the receipt', async ({ page, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    await expect(page.locator('input:checked')).toHaveCount(1);
    await tick(page, '[value="因学"]');
    await page.getByLabel('说明').fill('孩子上大学，学费𠮷凑不齐');
    await expect(page.locator('[data-left]')).toHaveText('还可以写 488 个字');
    await send(page);
    await expect(number(page)).toHaveText(await receiptOf(intake));
    await expect(page.getByRole('heading', { name: '收到了' })).toBeFocused();
    const receipt = page.locator('[data-done] .receipt');
    await expect(receipt).toContainText('2026年11月23日（星期一） 20:11');
    await expect(receipt.locator('[data-day="handover"]')).toHaveText('2026年11月24日（星期二）');
    await expect(receipt.locator('[data-day="verified"]')).toHaveText('2026年12月1日（星期二）以前');
    await expect(receipt).toContainText('5 个工作日');
    expect(onlyReport(intake)).toEqual({
      name: '王小明', phone: '138 0013 8000', place: 'haikou', causes: ['因学'], note: '孩子上大学，学费𠮷凑不齐', consent: '2026-11-23',
    });
    expect(intake.asked[0].key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await expectSound(page);
    // It stays when the page is loaded again, and until the reader wants another.
    await page.reload();
    await expect(number(page)).toHaveText(await receiptOf(intake));
    await page.locator('[data-new]').click();
    await expect(page.getByLabel('姓名')).toHaveValue('');
    await expect(page.locator('input:checked')).toHaveCount(0);
    await fillIn(page, '陈大文');
    await send(page);
    await expect(number(page)).toHaveText(await receiptOf(intake, 1));
    expect(new Set(intake.asked.map(({ key }) => key)).size).toBe(2);
    expect(page.url()).not.toMatch(/[?#]/);
  });

  test('nothing is ticked beforehand, and the page names the official platform and tells how data is used', async ({ page }) => {
    await page.goto('report/');
    await ready(page);
    await expect(page.locator('input:checked')).toHaveCount(0);
    await expect(page.getByText('这里不是官方的「一键报贫」')).toBeVisible();
    for (const row of ['谁处理', '做什么用', '收哪些', '存多久', '要查、要改、要删']) await expect(page.locator('.told')).toContainText(row);
    // Nobody has said yet who handles reports, for how long, and whom to ask.
    await expect(page.locator('.told .unset')).toHaveCount(3);
    await expectSound(page);
  });

  test('errors: the summary has the focus and leads to each field', async ({ page, intake }) => {
    await page.goto('report/');
    await ready(page);
    await page.getByLabel('电话（手机').fill('12345');
    await page.getByLabel('说明').fill('长'.repeat(501));
    await send(page);
    const summary = page.locator('[data-summary]');
    await expect(summary).toBeFocused();
    await expect(summary.locator('li')).toHaveCount(5);
    for (const [name, id] of [['请写姓名', 'name'], ['电话写', 'phone'], ['请选在哪个', 'place-find'], ['说明最多写 500 个字，现在是 501 个', 'note'], ['看过怎么用', 'consent']]) {
      await summary.getByRole('link', { name }).click();
      const field = page.locator(`#${id}`);
      await expect(field).toBeFocused();
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await expect(field).toHaveAccessibleDescription(new RegExp(name));
    }
    expect(await page.title()).toMatch(/^要改：/);
    await expectSound(page);
    // What is mended is no longer complained of.
    await page.getByLabel('姓名').fill('王');
    await expect(page.locator('[data-error="name"]')).toBeHidden();
    await expect(page.getByLabel('姓名')).not.toHaveAttribute('aria-invalid');
    expect(intake.asked).toEqual([]);
  });

  test('errors that the intake finds stand at their fields, and nothing typed is lost', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    const fields = [{ field: 'phone', message: '这个号码打不通。' }, { field: 'assessment', message: '政策换了。' }, { field: 'new', message: '还有别的不对。' }];
    intake.refuse = { status: 422, body: { error: 'fields', fields } };
    await send(page);
    await expect(page.locator('[data-summary]')).toBeFocused();
    await expect(page.locator('[data-summary]')).toContainText('还有别的不对。');
    await expect(page.locator('[data-error="phone"]')).toHaveText('这个号码打不通。');
    await expect(page.getByLabel('姓名')).toHaveValue('王小明');
    intake.refuse = null;
    await page.getByLabel('电话（手机').fill('0591-87654321');
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(onlyReport(intake).phone).toBe('0591-87654321');
    expect(new Set(intake.asked.map(({ key }) => key)).size).toBe(1);
    unheard(complaints);
  });

  test('telephone numbers as people write them', async ({ page, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    const phone = page.getByLabel('电话（手机');
    for (const wrong of ['123', '23800138000', '591 8765432', '138001380001', '幺三八', '0591']) {
      await phone.fill(wrong);
      await send(page);
      await expect(page.locator('[data-error="phone"]'), wrong).toBeVisible();
    }
    expect(intake.asked).toEqual([]);
    await phone.fill(' ＋８６ １３８－００１３－８０００ ');
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(onlyReport(intake).phone).toBe('+86 138-0013-8000');
  });

  test('health needs a consent of its own', async ({ page, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    await expect(page.locator('#consent_sensitive')).toBeHidden();
    await tick(page, '[value="因残"]');
    await expect(page.locator('#consent_sensitive')).toBeVisible();
    await expect(page.locator('#consent_sensitive')).not.toBeChecked();
    await send(page);
    await expect(page.locator('[data-error="consent_sensitive"]')).toBeVisible();
    await expectSound(page);
    await tick(page, '#consent_sensitive');
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(onlyReport(intake)).toMatchObject({ causes: ['因残'], consent: '2026-11-23', consent_sensitive: '2026-11-23' });
  });

  test('a health consent whose causes were taken back is not sent', async ({ page, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    await tick(page, '[value="因病"]');
    await tick(page, '#consent_sensitive');
    await page.locator('[value="因病"]').uncheck({ force: true });
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(Object.keys(onlyReport(intake))).toEqual(['name', 'phone', 'place', 'consent']);
  });

  test('for another household the relation is asked for', async ({ page, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    await expect(page.locator('#relation')).toBeHidden();
    await tick(page, '#for_other');
    await send(page);
    await expect(page.locator('[data-error="relation"]')).toBeVisible();
    await page.locator('#relation').fill(' 邻居 ');
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(onlyReport(intake)).toMatchObject({ for_other: true, relation: '邻居' });
  });

  test('a place is typed, in characters or letters, or tapped, and can be changed', async ({ page }) => {
    await page.goto('report/');
    await ready(page);
    const find = page.locator('[data-place-find]');
    const chosen = page.locator('[data-place-name]');
    await find.fill('没有');
    await expect(page.locator('[data-place-found]')).toContainText('没有这个地方');
    await find.fill('梅');
    await find.press('Enter');
    await expect(chosen).toHaveText('海口镇 梅兰村');
    await expect(page.locator('[data-place-change]')).toBeFocused();
    await page.locator('[data-place-change]').click();
    await expect(find).toBeFocused();
    await find.fill('gaoshan');
    await page.getByRole('button', { name: '高山镇' }).click();
    await expect(chosen).toHaveText('高山镇');
    await page.locator('[data-place-change]').click();
    await page.locator('[data-place-tap]').click();
    await expectSound(page);
    await page.getByRole('button', { name: '海口镇' }).click();
    await expect(page.locator('[data-place-town-name]')).toBeFocused();
    await page.getByRole('button', { name: '岑厝村' }).click();
    await expect(chosen).toHaveText('海口镇 岑厝村');
    await expect(page.locator('#place')).toHaveValue('cencuo');
  });

  test('a link brings a place, which stays changeable', async ({ page }) => {
    await page.goto('report/#place=meilan');
    await ready(page);
    const chosen = page.locator('[data-place-name]');
    await expect(chosen).toHaveText('海口镇 梅兰村');
    await page.locator('[data-place-change]').click();
    await page.locator('[data-place-find]').fill('三山');
    await page.getByRole('button', { name: '三山镇' }).click();
    await page.reload();
    await expect(chosen).toHaveText('三山镇');
    await page.goto('places/longtian/');
    await page.getByRole('link', { name: '打电话或上报' }).click();
    await expect(chosen).toHaveText('龙田镇');
    await page.goto('report/#place=nowhere');
    await ready(page);
    await expect(page.locator('[data-place-find]')).toBeVisible();
  });

  test('what was typed stays within the tab', async ({ page, context }) => {
    await page.goto('report/');
    await fillIn(page);
    await tick(page, '[value="因病"]');
    await page.getByLabel('说明').fill('一');
    await page.goto('check/');
    await page.goto('report/');
    await ready(page);
    await expect(page.getByLabel('姓名')).toHaveValue('王小明');
    await expect(page.getByLabel('说明')).toHaveValue('一');
    await expect(page.locator('[value="因病"]')).toBeChecked();
    await expect(page.locator('#consent')).toBeChecked();
    await expect(page.locator('[data-place-name]')).toHaveText('海口镇');
    const other = await context.newPage();
    await other.goto('report/');
    await ready(other);
    await expect(other.getByLabel('姓名')).toHaveValue('');
    expect([await onDevice(page), await page.evaluate(() => document.cookie)]).toEqual([[], '']);
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
  });

  test('the result of 自查 goes along only if ticked, and no figure', async ({ page, intake }) => {
    await open(page, 'check/');
    await interview(page, { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '20000' });
    await page.locator('[data-report-link]').click();
    await ready(page);
    expect(page.url()).not.toMatch(/[?#]/);
    const attach = page.locator('#assessment');
    await expect(attach).not.toBeChecked();
    const words = await page.locator('[data-assessment-words]').textContent();
    expect(words.length).toBeGreaterThan(3);
    await expectSound(page);
    await fillIn(page);
    await tick(page, '#assessment');
    await page.reload();
    await ready(page);
    await expect(attach).toBeChecked();
    await send(page);
    await expect(number(page)).toBeVisible();
    const { assessment } = onlyReport(intake);
    expect(Object.keys(assessment)).toEqual(['outcome', 'policy', 'revision']);
    expect(['likely', 'verify', 'incomplete', 'unlikely']).toContain(assessment.outcome);
    expect(assessment.policy).toBe('fuqing-2020-8');
    expect(intake.asked[0].body).not.toContain('20000');
    // It was for this report.
    await page.locator('[data-new]').click();
    await expect(attach).toBeHidden();
  });

  test('an unticked result stays behind', async ({ page, intake }) => {
    await open(page, 'check/');
    await interview(page, { 家庭人口: '4' });
    await page.locator('[data-report-link]').click();
    await fillIn(page);
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(Object.keys(onlyReport(intake))).not.toContain('assessment');
  });

  test('targets for a thumb and large type', async ({ page }) => {
    await page.goto('report/');
    await ready(page);
    await tick(page, '[value="因病"]');
    await tick(page, '#for_other');
    await page.locator('[data-place-tap]').click();
    await send(page);
    await expectLarge(page, 'main');
  });

  test('nothing that is ours is asked of another host', async ({ page, home, intake }) => {
    const hosts = new Set();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.goto('report/');
    await fillIn(page);
    await send(page);
    await expect(number(page)).toBeVisible();
    expect([...hosts].sort()).toEqual([new URL(home.url).origin, intake.url].sort());
  });
});

test.describe('the receipt', () => {
  test('is kept on the device if the reader says so', async ({ page, context, intake }) => {
    await page.goto('report/');
    await fillIn(page);
    await send(page);
    await page.locator('[data-save]').click();
    await expect(page.locator('[data-saved]')).toBeVisible();
    const other = await context.newPage();
    await other.goto('report/');
    await expect(other.locator('[data-stored] [data-number]')).toHaveText(await receiptOf(intake));
    // Only the receipt: nothing of what was reported.
    const held = await onDevice(other);
    expect(held.join()).toContain(await receiptOf(intake));
    expect(held.join()).not.toContain('王小明');
    // It is printed alone, and afterwards everything is as it was.
    await other.evaluate(() => { window.print = () => { window.printed = (window.printed || 0) + 1; }; });
    await other.locator('[data-stored-print]').click();
    expect(await other.evaluate(() => window.printed)).toBe(1);
    await other.emulateMedia({ media: 'print' });
    await expect(other.locator('[data-stored] [data-number]')).toBeVisible();
    for (const hidden of ['h1', 'form', '[data-stored] > h2', '.choices', '.ways']) await expect(other.locator(`${hidden} >> visible=true`)).toHaveCount(0);
    await other.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect(other.locator('form')).toBeVisible();
    await expect(other.locator('[data-stored]')).toBeHidden();
    await other.emulateMedia({ media: 'screen' });
    await expectSound(other);
    await other.goto('check/');
    await expect(line(other)).toBeHidden();
  });

  test('is what is printed', async ({ page }) => {
    await page.goto('report/');
    await fillIn(page);
    await send(page);
    await expect(number(page)).toBeVisible();
    await page.emulateMedia({ media: 'print' });
    await expect(number(page)).toBeVisible();
    for (const hidden of ['.choices', '.ways', '[data-channels]', '.nav']) await expect(page.locator(`${hidden} >> visible=true`)).toHaveCount(0);
  });

  // The same days as site/src/content/calendar.rs has for the count of five; here from the day of the report, with the hand-over a day later.
  const days = [
    ['2026-02-09T02:00:00Z', '2026年2月10日（星期二）', '2026年2月24日（星期二）以前', false],
    ['2020-09-24T02:00:00Z', '2020年9月25日（星期五）', '2020年10月9日（星期五）以前', false],
    ['2020-12-29T02:00:00Z', '2020年12月30日（星期三）', '2021年1月7日（星期四）以前', false],
    // Late in the evening of the world it is the next day in China; its hand-over falls on a Saturday.
    ['2026-06-04T17:00:00Z', '2026年6月6日（星期六）', '2026年6月12日（星期五）以前', true],
    ['2026-12-29T02:00:00Z', '2026年12月30日（星期三）', '哪一天还算不出来：放假安排未公布', false],
  ];
  for (const [now, handover, verified, rest] of days) {
    test.describe(now, () => {
      test.use({ moment: { now } });
      test('says by which day what follows', async ({ page }) => {
        await page.goto('report/');
        await fillIn(page);
        await send(page);
        await expect(page.locator('[data-done] [data-day="handover"]')).toHaveText(handover);
        await expect(page.locator('[data-done] [data-day="verified"]')).toHaveText(verified);
        await expect(page.locator('[data-done] [data-rest]')).toBeVisible({ visible: rest });
      });
    });
  }
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('it is an ordinary form', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await expectPlain(page);
    await page.getByLabel('姓名').fill('王小明');
    await page.getByLabel('电话（手机').fill('13800138000');
    await page.getByLabel('镇（街）、村（居）', { exact: true }).selectOption('meilan');
    await tick(page, '[value="因病"]');
    await tick(page, '[value="因学"]');
    await tick(page, '#for_other');
    await page.locator('#relation').fill('邻居');
    await tick(page, '#consent');
    await tick(page, '#consent_sensitive');
    await send(page);
    await expect(page.getByRole('heading', { name: '收到了' })).toBeVisible();
    expect(page.url()).toBe(`${intake.url}/reports`);
    expect([...intake.forms[0]]).toEqual([
      ['name', '王小明'], ['phone', '13800138000'], ['place', 'meilan'], ['causes', '因病'], ['causes', '因学'], ['for_other', 'true'],
      ['relation', '邻居'], ['note', ''], ['consent', '2026-11-23'], ['consent_sensitive', '2026-11-23'], ['website', ''],
    ]);
    unheard(complaints); // The browser asks the intake for an icon.
  });

  async function expectPlain(page) {
    await expect(page.locator('input:checked')).toHaveCount(0);
    await expect(page.locator('[data-place-chooser]')).toBeHidden();
    await expect(page.getByLabel('网站', { exact: true })).not.toBeInViewport();
  }

  test.describe('and with a seal', () => {
    test.use({ settings: { seal: sealOf(generateKeyPairSync('x25519').publicKey) } });
    test('there is no form, but telephone and text message', async ({ page }) => {
      await page.goto('report/');
      await expect(page.locator('form')).toBeHidden();
      await expect(page.locator('[data-unsealed]')).toBeVisible();
      await expect(page.locator('[data-unsealed]')).toContainText('没法把填的内容先封好');
      await expect(page.getByRole('link', { name: HOTLINE }).first()).toBeVisible();
    });
  });
});

test.describe('where the hotline is a landline and no other number takes messages', () => {
  test.use({ settings: { sms: '' } });
  test('there is no link for a text message, and sending that fails still says what else can be done', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await ready(page);
    await expect(page.locator('[data-message]')).toHaveCount(0);
    await expect(page.locator('.ways .unset')).toHaveCount(1);
    await fillIn(page);
    intake.cut = true;
    await send(page);
    await expect(page.getByRole('heading', { name: '尚未送达' })).toBeFocused();
    await expect(page.getByRole('link', { name: HOTLINE }).first()).toBeVisible();
    complaints.length = 0;
  });
});

test.describe('where no intake is named', () => {
  test.use({ settings: { url: '', phone: '', sms: '' } });
  test('the page says so and offers telephone and text message, which are visibly unset', async ({ page }) => {
    await page.goto('report/');
    await expect(page.getByText('网上上报还没有开通')).toBeVisible();
    await expect(page.locator('form')).toHaveCount(0);
    await expect(page.locator('.ways .unset')).toHaveCount(2);
    await expectSound(page);
  });
});

test('text of twice the size and the dark need no sideways scrolling', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('report/');
  await ready(page);
  await page.locator('[data-place-tap]').click();
  await send(page);
  await expectSound(page);
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  await expectSound(page);
});
