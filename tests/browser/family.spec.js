// 给群众看: a derivation told one step at a time, in very large type.
import { AxeBuilder } from '@axe-core/playwright';

import { expect, open, test } from './site.js';

const hit = { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '20000', 受灾严重影响基本生活: true, 过渡期救助月数: '3' };

const layer = (page) => page.getByRole('dialog', { name: '给群众看' });
const words = (page) => page.locator('[data-family-words]');
const count = (page) => page.locator('[data-family-count]');
const control = (page, name) => page.locator(`.family-bar [data-family="${name}"]`);

async function put(page, facts) {
  await page.evaluate((facts) => document.querySelector('[data-calculator]').page.put(facts), facts);
}

/** Opens the page with a household and the layer of a measure or a test, or of the whole result. */
async function tell(page, facts, name) {
  await open(page, 'explain/');
  await put(page, facts);
  const button = (name ? page.locator(`[data-measure="${name}"], [data-test="${name}"]`) : page.locator('.keep')).locator('[data-tool="family"]');
  await button.click();
  await expect(layer(page)).toBeVisible({ timeout: 20_000 });
  return button;
}

/** What one screen after the other says, to the last one; `look` is called at each. */
async function all(page, look = async () => {}) {
  const told = [];
  for (;;) {
    const text = await words(page).innerText();
    told.push(text.replace(/\u00a0/g, ' ').split('\n').filter(Boolean).slice(1).join(' | '));
    await look(told.length);
    if (await control(page, 'next').isDisabled()) return told;
    await page.keyboard.press('ArrowRight');
  }
}

test('9,360 yuan for four people and three months, step by step from the answers up', async ({ page }) => {
  await tell(page, hit, '过渡期生活救助');
  const told = await all(page);
  expect(told[0]).toContain('过渡期生活救助');
  const at = (words) => {
    const place = told.findIndex((screen) => screen.startsWith(words));
    expect(place, `${words} in\n${told.join('\n')}`).toBeGreaterThan(0);
    return place;
  };
  const before = ['建档立卡情况 | 普通农户', '年可支配收入 | 20,000 元', '家庭人口 | 4 人', '人均可支配收入 | 年可支配收入 ÷ 家庭人口', '边缘户', '收入低于低保标准', '监测对象'];
  const places = before.map(at);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const amount = told.slice(-6);
  const begins = ['过渡期标准 | 600 元/人/月', '提高幅度 | 30%', '家庭人口 | 4 人', '过渡期救助月数 | 3 个月', '过渡期生活救助 | 过渡期标准', '过渡期生活救助 | 9,360 元'];
  begins.forEach((words, index) => expect(amount[index].startsWith(words), `${amount[index]} begins with ${words}`).toBe(true));
  expect(amount[4]).toContain('= 600 元/人/月 × (1 + 30%) × 4 人 × 3 个月 | = 9,360 元 | 榕扶办〔2020〕19号 三种救助的标准');
  expect(amount[5]).toContain('是标准，不是核定的数额');
  expect(amount[5]).toContain('热线');
});

test('whoever wants to see only the working out gets there with one tap', async ({ page }) => {
  await tell(page, hit, '过渡期生活救助');
  await page.getByRole('button', { name: '直接看怎么算' }).click();
  await expect(words(page)).toContainText('600 元/人/月');
});

test('the whole result ends with what has come out', async ({ page }) => {
  await tell(page, hit);
  const told = await all(page);
  expect(told.some((screen) => screen.startsWith('应急期生活救助 | ') && screen.includes('520 元'))).toBe(true);
  expect(told[told.length - 1]).toContain('可能在监测范围内');
});

test('taps, keys, swipes and buttons go on and back', async ({ page }) => {
  await tell(page, hit, '边缘户');
  const total = (await count(page).textContent()).split('/')[1];
  const expectStep = (step) => expect(count(page)).toHaveText(`${step}/${total}`);
  await expectStep(1);
  await expect(control(page, 'back')).toBeDisabled();
  await page.touchscreen.tap(180, 320);
  await expectStep(2);
  for (const [key, step] of [['ArrowRight', 3], ['Enter', 4], [' ', 5], ['ArrowLeft', 4]]) {
    await page.keyboard.press(key);
    await expectStep(step);
  }
  await control(page, 'next').click();
  await expectStep(5);
  await control(page, 'back').click();
  await expectStep(4);
  const swipe = (from, to) =>
    page.evaluate(([from, to]) => {
      const target = document.querySelector('[data-family-stage]');
      const touch = (x) => new Touch({ identifier: 1, target, clientX: x, clientY: 300 });
      target.dispatchEvent(new TouchEvent('touchstart', { bubbles: true, touches: [touch(from)], changedTouches: [touch(from)] }));
      target.dispatchEvent(new TouchEvent('touchend', { bubbles: true, touches: [], changedTouches: [touch(to)] }));
    }, [from, to]);
  await swipe(300, 100);
  await expectStep(5);
  await swipe(100, 300);
  await expectStep(4);
  await swipe(100, 120);
  await expectStep(4);
});

test('turned round, and white on black', async ({ page }) => {
  await tell(page, hit, '边缘户');
  const style = (place, property) => place.evaluate((element, property) => getComputedStyle(element)[property], property);
  await control(page, 'turn').click();
  expect(await style(words(page), 'transform')).toMatch(/^matrix\(-1, (-?[\d.e-]+), (-?[\d.e-]+), -1, 0, 0\)$/);
  await control(page, 'dark').click();
  expect([await style(layer(page), 'backgroundColor'), await style(layer(page), 'color')]).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await control(page, 'dark').click();
  expect([await style(layer(page), 'backgroundColor'), await style(layer(page), 'color')]).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
  await control(page, 'turn').click();
  expect(await style(words(page), 'transform')).toBe('none');
});

test('Escape, 关闭 and the way back of the browser close it and lead to where it was opened', async ({ page }) => {
  const button = await tell(page, hit, '过渡期生活救助');
  const closings = [() => page.keyboard.press('Escape'), () => control(page, 'close').click(), () => page.goBack()];
  for (const [index, close] of closings.entries()) {
    if (index) await button.click();
    await expect(layer(page)).toBeVisible();
    await close();
    await expect(page.locator('.family')).toBeHidden();
    await expect(button).toBeFocused();
    await page.waitForFunction(() => !window.history.state);
    await expect(page.locator('[data-measure="过渡期生活救助"] [data-amount]')).toHaveText('9,360 元');
  }
});

test('the keyboard stays inside, and what lies behind is out of reach', async ({ page }) => {
  await tell(page, hit, '边缘户');
  await expect(layer(page)).toBeFocused();
  for (let times = 0; times < 12; times += 1) {
    await page.keyboard.press(times < 6 ? 'Tab' : 'Shift+Tab');
    expect(await page.evaluate(() => document.activeElement.closest('.family') !== null)).toBe(true);
  }
  expect(await page.locator('main').getByRole('heading', { level: 1 }).count()).toBe(0);
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.querySelectorAll('[inert], [aria-hidden="true"]:not(svg):not([data-family-count])').length)).toBe(0);
});

test('at least 32 pixels on a small phone, nothing cut, no figure broken', async ({ page }) => {
  test.setTimeout(120_000);
  const look = async () => {
    const seen = await page.evaluate(() => {
      const [stage, words] = ['stage', 'words'].map((name) => document.querySelector(`[data-family-${name}]`));
      return {
        size: parseFloat(getComputedStyle(words).fontSize),
        high: words.offsetHeight <= stage.clientHeight,
        wide: words.scrollWidth <= words.clientWidth && stage.scrollWidth <= stage.clientWidth,
        broken: [...words.querySelectorAll('.whole')].filter((whole) => whole.getClientRects().length > 1).map((whole) => whole.textContent),
      };
    });
    expect(seen, await words(page).innerText()).toMatchObject({ high: true, wide: true, broken: [] });
    expect(seen.size).toBeGreaterThanOrEqual(32);
  };
  for (const name of [undefined, '过渡期生活救助', '因困收支恶化']) {
    await tell(page, hit, name);
    await all(page, look);
  }
});

test('a narrow screen and text of twice the size', async ({ page }) => {
  for (const [width, height, size] of [[320, 568, '100%'], [640, 400, '100%'], [360, 640, '200%']]) {
    await page.setViewportSize({ width, height });
    await tell(page, hit, '过渡期生活救助');
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
      window.dispatchEvent(new Event('resize'));
    }, size);
    await all(page, async () => {
      const wide = await page.evaluate(() => ['.family', '[data-family-stage]', '[data-family-words]'].map((place) => {
        const { scrollWidth, clientWidth } = document.querySelector(place);
        return scrollWidth <= clientWidth;
      }));
      expect(wide).toEqual([true, true, true]);
    });
    for (const name of ['close', 'turn', 'dark', 'back', 'next']) await expect(control(page, name)).toBeInViewport({ ratio: 1 });
  }
});

test('axe finds nothing, light, dark and turned', async ({ page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 320, height: 568 });
  await tell(page, hit, '过渡期生活救助');
  const sound = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(' '))])).toEqual([]);
  };
  await sound();
  await control(page, 'dark').click();
  await control(page, 'turn').click();
  await page.keyboard.press('ArrowRight');
  await sound();
  await all(page);
  await sound();
});

test('it tells the household as it was when it was opened', async ({ page }) => {
  await tell(page, hit, '过渡期生活救助');
  await put(page, { ...hit, 家庭人口: '5' });
  const told = await all(page);
  expect(told[told.length - 1]).toContain('9,360 元');
});

test('the screen is kept awake as long as it is shown', async ({ page }) => {
  await page.addInitScript(() => {
    window.locks = 0;
    const lock = { release: async () => (window.locks -= 1) };
    Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => ((window.locks += 1), lock) } });
  });
  await tell(page, hit, '边缘户');
  await page.waitForFunction(() => window.locks === 1);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => window.locks === 0);
});

test('a browser that refuses the whole screen and the lock shows it all the same', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'wakeLock', { value: { request: () => Promise.reject(new Error('no')) } });
    Element.prototype.requestFullscreen = () => Promise.reject(new Error('no'));
  });
  await tell(page, hit, '边缘户');
  await expect(words(page)).toContainText('边缘户');
});

test('residents are asked and told on a page of their own', async ({ page }) => {
  await open(page, 'check/');
  expect(await page.content()).not.toContain('给群众看');
});
