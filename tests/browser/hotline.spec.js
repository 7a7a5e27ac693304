// The page and the intake that `mingbai serve` runs, together: a report's way from the phone to the operator's pages.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from '@playwright/test';

import { expectSound } from './access.js';
import { expect, interview, test as base, withoutPublicity } from './site.js';

const mingbai = process.env.MINGBAI || 'mingbai';
const root = resolve(process.env.ROOT || '../..');
const HOTLINE = '0591-00000000';

const test = base.extend({
  /** A county that `mingbai serve` serves; it may be stopped, killed and started again on the same port. */
  county: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-hotline-'));
    cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
    const file = join(folder, 'content/site.toml');
    writeFileSync(file, withoutPublicity(readFileSync(file, 'utf8')).replace(/^phone = ""$/m, `phone = "${HOTLINE}"`));
    const places = join(folder, 'content/places.csv');
    writeFileSync(places, `${readFileSync(places, 'utf8').trimEnd()}\nmeilan,梅兰村,village,haikou,,,\n`);
    const data = join(folder, 'data/intake');
    const county = {
      data,
      async start(port = 0) {
        this.process = spawn(mingbai, ['serve', '--root', folder, '--port', String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
        this.url = await new Promise((found) => {
          this.process.stdout.on('data', (said) => {
            const address = /http:\/\/\S+\//.exec(String(said));
            if (address) found(address[0]);
          });
        });
      },
      stop(signal = 'SIGTERM') {
        const ended = new Promise((done) => this.process.once('exit', done));
        this.process.kill(signal);
        return ended;
      },
      /** Starts again where it was. */
      again() {
        return this.start(new URL(this.url).port);
      },
      office: (...words) => execFileSync(mingbai, ['intake', ...words, '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
      /** What the day's hand-over list holds, a row a report. */
      rows() {
        const out = join(folder, 'list.csv');
        const day = new Date(Date.now() + (24 + 8) * 3600_000).toISOString().slice(0, 10);
        this.office('export', 'handover', '--root', folder, '--day', day, '--out', out);
        return readFileSync(out, 'utf8').trim().split(/\r?\n/).slice(1);
      },
    };
    await county.start();
    await use(county);
    await county.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  baseURL: async ({ county }, use) => use(county.url),
});

const ready = (page) => page.locator('[data-report][data-ready]').waitFor();
const tick = (page, selector) => page.locator(selector).check({ force: true });
const number = (page) => page.locator('[data-done] [data-number]');
const unheard = (complaints) => complaints.splice(0, complaints.length, ...complaints.filter((text) => !/Failed to load resource|ERR_/.test(text)));

/** Fills in what must be filled in; `note` tells reports apart. */
async function fillIn(page, note) {
  await ready(page);
  await page.getByLabel('姓名').fill('王小明');
  await page.getByLabel('电话（手机').fill('138 0013 8000');
  await page.locator('[data-place-find]').fill('海口');
  await page.getByRole('button', { name: '海口镇', exact: true }).click();
  await page.getByLabel('说明').fill(note);
  await tick(page, '#consent');
}

/** Ends the browser of a profile as if its battery were empty. The lock of a profile says whose it is: machine-process. */
function killBrowser(profile) {
  const browser = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').pop());
  // It leads a group with all its processes.
  process.kill(-browser, 'SIGKILL');
}

async function signIn(page, county) {
  const token = county.office('token', '--name', '林秀').trim();
  await page.goto('intake/office/');
  await page.getByLabel(/口令/).fill(token);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByText('林秀，你好')).toBeVisible();
}

test('from the calculator to the receipt, and from there to the operator', async ({ page, county }) => {
  await page.goto('check/');
  await page.locator('[data-calculator][data-ready]').waitFor();
  await interview(page, { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '30000', 困难原因: ['因学'] });
  await page.locator('[data-outcome] a[href*="report/"]').first().click();
  await fillIn(page, '孩子上大学，学费𠮷凑不齐');
  await tick(page, '[value="因病"]');
  await tick(page, '#consent_sensitive');
  await page.locator('[data-send]').click();
  await expect(page.getByRole('heading', { name: '收到了' })).toBeFocused();
  const receipt = await number(page).textContent();
  expect(receipt).toMatch(/^\d{6}-\d{4}-\d{4}-\d$/);
  expect(county.rows()).toHaveLength(1);

  await signIn(page, county);
  await page.getByLabel(/查一份/).fill(receipt);
  await page.getByRole('button', { name: '查', exact: true }).click();
  await page.getByRole('link', { name: receipt }).click();
  await expect(page.getByRole('heading', { level: 1, name: receipt })).toBeVisible();
  await expect(page.locator('main')).toContainText('孩子上大学，学费𠮷凑不齐');
  await expect(page.locator('main')).toContainText('难处：因病');
});

test('without script: the form, what is wrong with it, and the receipt', async ({ browser, county }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: county.url, viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await page.goto('report/');
  await page.getByLabel('姓名').fill('陈大文');
  await page.getByLabel('电话（手机').fill('12345');
  await page.getByLabel('说明').fill('家里老人病了');
  await page.getByLabel('镇（街）、村（居）', { exact: true }).selectOption('meilan');
  await tick(page, '#consent');
  await page.locator('[data-send]').click();
  await expect(page.getByRole('heading', { level: 1, name: '还没有收到' })).toBeVisible();
  await expect(page.getByLabel('姓名')).toHaveValue('陈大文');
  await expect(page.getByLabel('补充说明')).toHaveValue('家里老人病了');
  await expect(page.getByLabel('电话')).toHaveAccessibleDescription(/电话/);
  await page.getByLabel('电话').fill('13800138000');
  await expect(page.getByLabel('镇（街）、村（居）')).toHaveValue('meilan');
  await expect(page.getByLabel(/同意把填写的内容/)).toBeChecked();
  await page.getByRole('button', { name: '再发一次' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '收到了' })).toBeVisible();
  await expect(page.locator('main')).toContainText(/收条号，打电话问的时候报给对方：\s*\d{6}-\d{4}-\d{4}-\d/);
  // Sent once more by the reader's reload, it is the same report.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '收到了' })).toBeVisible();
  expect(county.rows()).toHaveLength(1);
  await context.close();
});

test('kept while the intake is down, sent when it is back: one row', async ({ page, county, complaints }) => {
  await page.goto('report/');
  await fillIn(page, '先存着');
  await county.stop('SIGKILL');
  await page.locator('[data-send]').click();
  await expect(page.getByRole('heading', { name: '尚未送达' })).toBeFocused();
  await page.locator('[data-store]').click();
  await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
  await county.again();
  await page.goto(county.url);
  await expect(page.locator('[data-waiting-received]')).toBeVisible({ timeout: 30_000 });
  expect(county.rows()).toHaveLength(1);
  unheard(complaints);
});

test('the pages that answer an ordinary form are sound', async ({ page, complaints }) => {
  await page.goto('report/');
  await fillIn(page, '网');
  // As without script: neither the page's script nor the browser looks at the fields.
  const post = () => page.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector('form')));
  await page.getByLabel('电话（手机').fill('12345');
  await post();
  await expect(page.getByRole('heading', { level: 1, name: '还没有收到' })).toBeVisible();
  await expectSound(page);
  await page.getByLabel('电话').fill('13800138000');
  await page.getByRole('button', { name: '再发一次' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '收到了' })).toBeVisible();
  await expectSound(page);
  unheard(complaints); // The browser tells of an answer that is a refusal.
});

test('an answer that is lost: sent again from the same tab, one row and the first receipt', async ({ page, county, complaints }) => {
  await page.goto('report/');
  await fillIn(page, '网断了');
  await page.route('**/reports', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.locator('[data-send]').click();
  await expect(page.getByRole('heading', { name: '尚未送达' })).toBeFocused();
  const [row] = county.rows();
  await page.unroute('**/reports');
  await page.reload();
  await ready(page);
  await page.locator('[data-send]').click();
  await expect(number(page)).toHaveText(row.split(',')[0]);
  expect(county.rows()).toEqual([row]);
  unheard(complaints);
});

test.describe('the browser is killed', () => {
  /** The page of a report, filled in, while the intake can hold requests back or lose their answers. */
  const begin = async (page, held) => {
    await page.goto('report/');
    await fillIn(page, '先存着');
    // Requests that are on their way when the browser is killed end with it.
    const gone = () => {};
    await page.route('**/reports', async (route) => {
      if (held.answers) await route.fetch().catch(gone);
      held.came();
      if (held.lost) await route.abort().catch(gone);
    });
  };
  const unsent = async (page, held) => {
    held.lost = true;
    await page.locator('[data-send]').click();
    await expect(page.getByRole('heading', { name: '尚未送达' })).toBeFocused();
  };
  const keep = async (page) => {
    await page.locator('[data-store]').click();
    await expect(page.locator('[data-stored]')).toContainText('1 份待发送');
  };
  /* At which step, what is done until then, how many rows there are then, and whether the reader had it kept. */
  const steps = [
    ['while it is filled in', async () => {}, 0, false],
    ['while it is on its way', async (page, held) => {
      const came = held.next();
      await page.locator('[data-send]').click();
      await came;
    }, 0, false],
    ['after it arrived and before its answer', async (page, held) => {
      held.answers = true;
      const came = held.next();
      await page.locator('[data-send]').click();
      await came;
    }, 1, false],
    ['when it was said that it is not there', unsent, 0, false],
    ['right after it was kept', async (page, held) => {
      await unsent(page, held);
      await keep(page);
    }, 0, true],
    ['while what is kept is on its way', async (page, held) => {
      await unsent(page, held);
      held.lost = false;
      const came = held.next();
      await keep(page);
      await came;
    }, 0, true],
    ['after what is kept arrived and before its answer', async (page, held) => {
      await unsent(page, held);
      Object.assign(held, { lost: false, answers: true });
      const came = held.next();
      await keep(page);
      await came;
    }, 1, true],
    ['after it arrived, its answer was lost, and it was kept', async (page, held) => {
      held.answers = true;
      await unsent(page, held);
      await keep(page);
    }, 1, true],
  ];
  for (const [when, until, before, isKept] of steps) {
    test(when, async ({ county, launchOptions, viewport }, { outputDir }) => {
      const profile = join(outputDir, 'profile');
      const launch = async () => {
        const context = await chromium.launchPersistentContext(profile, { ...launchOptions, baseURL: county.url, viewport, serviceWorkers: 'block' });
        return [context, await context.newPage()];
      };
      const held = { answers: false, lost: false, came() {}, next() { return new Promise((came) => { this.came = came; }); } };
      const [first, page] = await launch();
      await begin(page, held);
      await until(page, held);
      expect(county.rows()).toHaveLength(before);
      killBrowser(profile);
      await first.close().catch(() => {});
      const [second, later] = await launch();
      await later.goto('check/');
      if (isKept) {
        await expect(later.locator('[data-waiting-received]')).toBeVisible({ timeout: 30_000 });
        await later.goto('report/');
        await expect(later.locator('[data-stored] [data-number]')).toHaveText(county.rows()[0].split(',')[0]);
      } else {
        await later.waitForTimeout(1000);
        await expect(later.locator('[data-waiting]')).toBeHidden();
      }
      expect(county.rows()).toHaveLength(isKept ? 1 : before);
      await second.close();
    });
  }
});

test('the page is loaded anew at any step, and typing goes on where it was: one row', async ({ page, county, complaints }) => {
  const again = async () => {
    await page.reload();
    await ready(page);
    await expect(page.getByLabel('说明')).toHaveValue('话说到一半');
  };
  await page.goto('report/');
  await fillIn(page, '话说到一半');
  await again();
  let way = 'hold';
  let came;
  await page.route('**/reports', async (route) => {
    if (way === 'lose') await route.fetch();
    came();
    if (way === 'pass') await route.continue();
  });
  for (way of ['hold', 'lose']) {
    const arrived = new Promise((done) => { came = done; });
    await page.locator('[data-send]').click();
    await arrived;
    await again();
  }
  way = 'pass';
  await page.locator('[data-send]').click();
  await expect(number(page)).toHaveText(county.rows()[0].split(',')[0]);
  expect(county.rows()).toHaveLength(1);
  unheard(complaints);
});

test.describe('the operator', () => {
  test('enters a report that was told by telephone, finds it and moves it on; every page is sound', async ({ page, county, complaints }) => {
    test.slow(); // Axe looks at a dozen pages.
    await page.goto('intake/office/');
    await expect(page).toHaveURL(/office\/login$/);
    await expectSound(page);
    await page.getByLabel(/口令/).fill('wrong');
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByText('口令不对')).toBeVisible();
    await expectSound(page);
    await signIn(page, county);
    await expectSound(page);

    await page.getByRole('link', { name: '登记一份' }).click();
    await expectSound(page);
    await page.getByRole('button', { name: '登记' }).click();
    await expect(page.getByRole('alert')).toContainText('姓名');
    await expectSound(page);
    await page.getByRole('alert').getByRole('link').first().click();
    await expect(page.getByLabel('姓名')).toBeFocused();
    await page.getByLabel('姓名').fill('林阿婆');
    await page.getByLabel('电话').fill('0591-85210000');
    await page.getByLabel('镇（街）、村（居）').selectOption('海口镇');
    await page.getByLabel(/同意把填写的内容/).check({ force: true });
    await page.getByRole('button', { name: '登记' }).click();
    const receipt = await page.getByRole('heading', { level: 1 }).textContent();
    await expectSound(page);

    await page.getByRole('link', { name: '回到今天' }).click();
    await page.getByLabel(/查一份/).fill('0591 8521 0000');
    await page.getByRole('button', { name: '查', exact: true }).click();
    await expectSound(page);
    await page.getByRole('link', { name: receipt }).click();
    await page.getByRole('button', { name: '已交办', exact: true }).click();
    await expect(page.locator('main strong').first()).toHaveText('已交办');
    // No way back without a reason.
    await page.getByRole('button', { name: /已收到/ }).click();
    await expect(page.getByRole('alert')).toContainText('要写原因');
    await expectSound(page);
    await page.getByLabel(/^原因/).fill('按错了');
    await page.getByRole('button', { name: /已收到/ }).click();
    await expect(page.locator('main')).toContainText('林秀：已收到（按错了）');
    // Whoever asks for it has everything personal erased.
    await page.getByRole('link', { name: '本人要求删除' }).click();
    await expectSound(page);
    await page.getByRole('button', { name: '真的抹掉' }).click();
    await expect(page.locator('main')).toContainText('（内容已抹掉）');
    await expect(page.locator('main')).not.toContainText('林阿婆');
    await expectSound(page);
    await page.getByRole('link', { name: '回到今天' }).click();
    await expectSound(page);
    await page.getByRole('button', { name: '退出' }).click();
    await page.goto('intake/office/');
    await expect(page).toHaveURL(/office\/login$/);
    unheard(complaints); // The browser tells of every answer that is a refusal.
  });
});
