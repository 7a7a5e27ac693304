// 困难一键上报 on bad networks: none lost, none twice.
import { expectLarge, expectSound } from './access.js';
import { HOTLINE, arrived, fillIn, keepUnsent, line, number, onDevice, onlyReport, ready, receiptOf, send, test, unheard } from './reporting.js';
import { expect, kept } from './site.js';

test.describe('bad networks', () => {
  test('what cannot be sent is kept if the reader says so, and sent once there is a network', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.cut = true;
    await send(page);
    await expect(page.getByRole('heading', { name: '尚未送达' })).toBeFocused();
    expect(await onDevice(page)).toEqual([]);
    await expect(page.getByRole('link', { name: HOTLINE }).first()).toBeVisible();
    const message = new URL(await page.locator('[data-message]').getAttribute('href'));
    expect(message.pathname).toBe('13800000000');
    expect(message.searchParams.get('body')).toBe('困难上报；姓名：王小明；电话：138 0013 8000；地方：海口镇');
    await expectSound(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    await expect(page.locator('[data-stored] h2')).toBeFocused();
    await expectLarge(page, 'main');
    await expect(page.getByLabel('姓名')).toHaveValue('');
    await expectSound(page);
    for (const path of ['', 'check/', 'guide/', 'places/haikou/']) {
      await page.goto(path);
      await expect(line(page)).toContainText('1 份待发送');
    }
    await expectSound(page);
    expect(intake.reports.size).toBe(0);
    intake.cut = false;
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await expect(arrived(page)).toBeVisible();
    await expectSound(page);
    expect(onlyReport(intake).name).toBe('王小明');
    await line(page).getByRole('link').click();
    await expect(page.locator('[data-stored] [data-number]')).toHaveText(await receiptOf(intake));
    await expectSound(page);
    // Once seen, only the page of reports shows it, until it is dismissed.
    await page.goto('check/');
    await expect(line(page)).toBeHidden();
    await page.goto('report/');
    await page.locator('[data-stored-delete]').click();
    await expect(page.locator('[data-stored]')).toBeHidden();
    expect(await onDevice(page)).toEqual([]);
    unheard(complaints);
  });

  test('a tab that is killed loses nothing that is kept, and lost answers make no second report', async ({ page, context, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    // The report arrives, its answer does not.
    intake.loseAnswers = true;
    await send(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    await expect.poll(() => intake.asked.length).toBeGreaterThan(1);
    await page.close({ runBeforeUnload: false });
    const second = await context.newPage();
    await second.goto('check/');
    await expect(line(second)).toContainText('1 份待发送');
    await expect.poll(() => intake.asked.length).toBeGreaterThan(2);
    await second.close();
    intake.loseAnswers = false;
    const [third, fourth] = [await context.newPage(), await context.newPage()];
    await Promise.all([third.goto('check/'), fourth.goto('guide/')]);
    for (const tab of [third, fourth]) await expect(arrived(tab)).toBeVisible();
    expect(intake.reports.size).toBe(1);
    expect(new Set(intake.asked.map(({ key, body }) => key + body)).size).toBe(1);
    unheard(complaints);
  });

  test('a page that is closed while it sends has its report in the tab, under the same key', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.loseAnswers = true;
    await send(page);
    await expect(page.locator('[data-unsent]')).toBeVisible();
    await page.reload();
    await ready(page);
    await expect(page.getByLabel('姓名')).toHaveValue('王小明');
    intake.loseAnswers = false;
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(intake.reports.size).toBe(1);
    expect(new Set(intake.asked.map(({ key }) => key)).size).toBe(1);
    unheard(complaints);
  });

  test('the page opens without a network, and the kept report goes once there is one', async ({ page, context, home, intake, complaints }) => {
    await page.goto('');
    await kept(page);
    await context.setOffline(true);
    home.cut = true;
    await page.goto('report/');
    await expect(page.locator('[data-no-network]')).toBeVisible();
    await fillIn(page);
    await send(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    await page.reload();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    expect(intake.reports.size).toBe(0);
    home.cut = false;
    await context.setOffline(false);
    await expect(page.locator('[data-stored] [data-number]')).toBeVisible();
    expect(intake.reports.size).toBe(1);
    unheard(complaints);
  });

  test('the pauses between tries grow', async ({ page, intake, complaints }) => {
    await page.clock.install();
    await page.goto('report/');
    await fillIn(page);
    await keepUnsent(page, intake);
    let sent = 0;
    page.on('request', (request) => { sent += Number(request.url().endsWith('/reports') && request.method() === 'POST'); });
    const tries = [];
    for (let second = 0; second < 120; second += 5) {
      await page.clock.runFor(5000);
      await page.waitForTimeout(100);
      tries.push(sent);
    }
    const times = tries.flatMap((count, at) => (count > (tries[at - 1] || 0) ? [at] : []));
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(times.length).toBeLessThanOrEqual(6);
    const pauses = times.slice(1).map((time, at) => time - times[at]);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses[pauses.length - 1]).toBeGreaterThan(pauses[0]);
    unheard(complaints);
  });

  test('an intake that is busy is left alone for as long as it asks, by every page', async ({ page, intake, complaints }) => {
    await page.clock.install();
    await page.goto('report/');
    await fillIn(page);
    intake.refuse = { status: 429, body: { error: 'busy' }, headers: { 'retry-after': '100' } };
    await send(page);
    await expect(page.getByRole('heading', { name: '尚未送达' })).toBeVisible();
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    for (const path of ['check/', 'report/']) {
      await page.goto(path);
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await page.waitForTimeout(300);
      await page.clock.runFor(40_000);
      await page.waitForTimeout(200);
      expect(intake.asked.length).toBe(1);
    }
    intake.refuse = null;
    await page.clock.runFor(25_000);
    await expect(page.locator('[data-stored] [data-number]')).toBeVisible();
    unheard(complaints);
  });

  test('the reader may try at once all the same', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.refuse = { status: 503, body: { error: 'storage' }, headers: { 'retry-after': '1000' } };
    await send(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    intake.refuse = null;
    await page.locator('[data-stored-send]').click();
    await expect(page.locator('[data-stored] [data-number]')).toHaveText(await receiptOf(intake));
    unheard(complaints);
  });

  test('a clock that was set back keeps nothing waiting', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.refuse = { status: 429, body: { error: 'busy' }, headers: { 'retry-after': '1000' } };
    await send(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    intake.refuse = null;
    await page.clock.setSystemTime(Date.now() - 3600_000);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await expect(page.locator('[data-stored] [data-number]')).toBeVisible();
    unheard(complaints);
  });

  for (const answer of [{ status: 200, body: {} }, { status: 200, body: { receipt: '' } }, { status: 204, body: '' }, { status: 302, body: {} }, { status: 503, body: { receipt: '1' } }]) {
    test(`an answer ${answer.status} ${JSON.stringify(answer.body)} is no receipt`, async ({ page, intake, complaints }) => {
      await page.goto('report/');
      await fillIn(page);
      intake.refuse = answer;
      await send(page);
      await page.locator('[data-store]').click();
      await expect.poll(() => intake.asked.length).toBe(2);
      await page.reload();
      await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
      unheard(complaints);
    });
  }

  test('a kept report that is refused says why, stays, and can be mended', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    await keepUnsent(page, intake);
    intake.cut = false;
    intake.refuse = { status: 422, body: { error: 'fields', fields: [{ field: 'name', message: '姓名写全。' }] } };
    await page.locator('[data-stored-send]').click();
    await expect(page.locator('[data-stored-problem]')).toContainText('姓名写全。');
    await expectSound(page);
    const asked = intake.asked.length;
    await page.reload();
    await expect(page.locator('[data-stored-problem]')).toContainText('姓名写全。');
    await page.waitForTimeout(500);
    expect(intake.asked.length).toBe(asked);
    await page.locator('[data-stored-edit]').click();
    await expect(page.locator('[data-error="name"]')).toHaveText('姓名写全。');
    await expect(page.getByLabel('姓名')).toHaveValue('王小明');
    intake.refuse = null;
    await page.getByLabel('姓名').fill('王小明明');
    await send(page);
    await expect(number(page)).toBeVisible();
    expect(onlyReport(intake).name).toBe('王小明明');
    expect(new Set(intake.asked.map(({ key }) => key)).size).toBe(1);
    await expect(page.locator('[data-stored-send]')).toHaveCount(0);
    unheard(complaints);
  });

  test('changed after an answer was lost: the receipt is that of the first, and the page says so', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.loseAnswers = true;
    await send(page);
    await page.locator('[data-edit]').click();
    await page.getByLabel('说明').fill('后来加的');
    intake.loseAnswers = false;
    await send(page);
    await expect(number(page)).toBeVisible();
    await expect(page.locator('[data-done] [data-earlier]')).toBeVisible();
    await expectSound(page);
    expect(onlyReport(intake).note).toBeUndefined();
    unheard(complaints);
  });

  test('a conflict that cannot be solved keeps the report and says so', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    intake.refuse = { status: 409, body: { error: 'conflict' } };
    await send(page);
    await expect(page.locator('[data-why="conflict"]')).toBeVisible();
    await expectSound(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored-problem]')).toContainText('内容同这一份不一样');
    await page.reload();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
    unheard(complaints);
  });

  test('deleting asks once, on any page', async ({ page, intake, complaints }) => {
    await page.goto('report/');
    await fillIn(page);
    await keepUnsent(page, intake);
    await page.goto('guide/');
    await page.locator('[data-waiting-delete]').click();
    await expect(page.locator('[data-waiting-no]')).toBeFocused();
    await page.locator('[data-waiting-no]').click();
    await expect(line(page)).toContainText('1 份待发送');
    await page.locator('[data-waiting-delete]').click();
    await page.locator('[data-waiting-yes]').click();
    await expect(line(page)).toBeHidden();
    expect(await onDevice(page)).toEqual([]);
    intake.cut = false;
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.waitForTimeout(300);
    expect(intake.reports.size).toBe(0);
    unheard(complaints);
  });

  test('a browser that keeps nothing says so, and the report can still be sent', async ({ page, intake, complaints }) => {
    await page.addInitScript(() => {
      for (const kind of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(window, kind, { get() { throw new DOMException('refused', 'SecurityError'); } });
      }
    });
    await page.goto('report/');
    await fillIn(page);
    intake.cut = true;
    await send(page);
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-not-stored]')).toBeVisible();
    await expectSound(page);
    intake.cut = false;
    await page.locator('[data-again]').click();
    await expect(number(page)).toBeVisible();
    await page.locator('[data-save]').click();
    await expect(page.locator('[data-not-saved]')).toBeVisible();
    expect(intake.reports.size).toBe(1);
    unheard(complaints);
  });

  test('where Web Locks are missing two tabs make one report', async ({ page, context, intake, complaints }) => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
    await page.goto('report/');
    await fillIn(page);
    await keepUnsent(page, intake);
    intake.cut = false;
    const other = await context.newPage();
    await Promise.all([other.goto('check/'), page.goto('guide/')]);
    await expect(arrived(other)).toBeVisible();
    await expect(arrived(page)).toBeVisible();
    expect(intake.reports.size).toBe(1);
    unheard(complaints);
  });
});
