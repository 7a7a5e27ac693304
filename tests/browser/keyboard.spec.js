// Both tools from end to end by the keyboard alone: every stop can be seen, they come in the order of the page, and nothing holds one.
import { expect, outcome, question, test } from './site.js';

/** What has the focus: where it stands in the page, and whether one sees that it has the focus. */
const stop = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    // An option is drawn around its input.
    const drawn = element.closest('.option') ? element.nextElementSibling : element;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(drawn);
    const box = drawn.getClientRects()[0];
    const at = box && document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
    const every = [...document.querySelectorAll('a, button, input, summary, [tabindex]')];
    return {
      name: `${element.tagName} ${(element.getAttribute('aria-label') || drawn.textContent || element.name || element.id).trim().slice(0, 30)}`,
      place: every.indexOf(element),
      outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 3 && outlineColor !== 'rgba(0, 0, 0, 0)',
      uncovered: Boolean(at && (drawn.contains(at) || at.contains(drawn))),
    };
  });

async function expectSeen(page) {
  const now = await stop(page);
  expect(now, 'something has the focus').not.toBeNull();
  expect(now.outlined, `${now.name} shows that it has the focus`).toBe(true);
  expect(now.uncovered, `${now.name} is not hidden`).toBe(true);
  return now;
}

/** Tab by tab to a place; each stop on the way is seen and comes after the one before it. */
async function tabTo(page, locator, key = 'Tab') {
  const onward = key === 'Tab' ? 1 : -1;
  let before = (await stop(page))?.place;
  for (let pressed = 0; pressed < 150; pressed += 1) {
    await page.keyboard.press(key);
    const now = await expectSeen(page);
    if (before !== undefined) expect((now.place - before) * onward, `${now.name} comes in order`).toBeGreaterThan(0);
    before = now.place;
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('the keyboard does not come there');
}

/** Arrives where a key leads; the browser shows it because a key was pressed. */
async function expectLedTo(page, locator) {
  await expect(locator).toBeFocused();
  await expectSeen(page);
}

const exact = (page, name) => question(page, name).locator('[data-exact]');
const heading = (page) => page.locator('[data-verdict]:not([hidden]) h2');

async function type(page, name, text) {
  await tabTo(page, exact(page, name));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

test('自查, from the door of the first page to what is kept', async ({ page }) => {
  test.setTimeout(180_000);
  const { keyboard } = page;
  await page.goto('');
  await tabTo(page, page.locator('.skip'));
  await tabTo(page, page.getByRole('button', { name: '大字' }));
  await keyboard.press('Space');
  await expect(page.locator('html')).toHaveClass(/large/);
  await keyboard.press('Space');
  await tabTo(page, page.locator('main a[href="check/index.html"]'));
  await keyboard.press('Enter');
  await page.locator('[data-ready]').waitFor();

  // Past the head of the page.
  await tabTo(page, page.locator('.skip'));
  await keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();

  // A mistake is said above, and a key leads to its field.
  await tabTo(page, page.locator('[data-next]'));
  await keyboard.press('Enter');
  await expectLedTo(page, page.locator('[data-summary]'));
  await tabTo(page, page.locator('[data-summary] a'));
  await keyboard.press('Enter');
  await expectLedTo(page, exact(page, '家庭人口'));
  await keyboard.type('4');
  await keyboard.press('Enter');

  // 不清楚, and back again.
  const poor = question(page, '建档立卡情况');
  await expectLedTo(page, poor.locator('legend'));
  await tabTo(page, poor.locator('[data-unknown]'));
  await keyboard.press('Space');
  await expectLedTo(page, question(page, '年可支配收入').locator('legend'));
  await tabTo(page, page.locator('form [data-back]'));
  await keyboard.press('Enter');
  await expectLedTo(page, poor.locator('legend'));
  await tabTo(page, poor.locator('input').first());
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await expect(poor.locator('input').last()).toBeChecked();
  await keyboard.press('ArrowUp');
  await expectSeen(page);
  await keyboard.press('Enter');

  // A rough answer.
  const income = question(page, '年可支配收入');
  await expectLedTo(page, income.locator('legend'));
  await tabTo(page, income.locator('summary'));
  await keyboard.press('Enter');
  await tabTo(page, income.locator('[data-band]').first());
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Space');
  await tabTo(page, page.locator('[data-next]'));
  await keyboard.press('Enter');
  await expectLedTo(page, heading(page));

  // An answer changed from the result.
  await tabTo(page, page.locator('[data-answer="年可支配收入"] button'));
  await keyboard.press('Enter');
  await expectLedTo(page, income.locator('legend'));
  await type(page, '年可支配收入', '10万');
  await keyboard.press('Enter');
  const causes = question(page, '困难原因');
  await expectLedTo(page, causes.locator('legend'));
  await tabTo(page, causes.locator('[data-none]'));
  await keyboard.press('Space');
  await keyboard.press('Enter');
  await expectLedTo(page, heading(page));
  expect(await outcome(page)).toBe('unlikely');
  await page.goBack();
  await expectLedTo(page, causes.locator('legend'));
  await page.goBack();
  await expectLedTo(page, income.locator('legend'));
  await type(page, '年可支配收入', '20000');
  await keyboard.press('Enter');
  await expectLedTo(page, heading(page));
  expect(await outcome(page)).toBe('likely');

  // The measures by choice.
  await tabTo(page, page.locator('[data-more]'));
  await keyboard.press('Space');
  for (let asked = 0; (await outcome(page)) === ''; asked += 1) {
    expect(asked).toBeLessThan(30);
    const field = page.locator('[data-question]:visible');
    await expectLedTo(page, field.locator('legend'));
    await tabTo(page, field.locator('[data-unknown]'));
    await keyboard.press('Space');
  }
  await expectLedTo(page, heading(page));

  // A derivation down to its clause.
  const relief = page.locator('[data-test="收入低于低保标准"]');
  await tabTo(page, relief.locator('summary'));
  await keyboard.press('Enter');
  await expect(relief.locator('.steps')).toBeVisible();
  await tabTo(page, relief.locator('.steps a').first());

  // Kept, and deleted.
  await tabTo(page, page.locator('[data-keep]'));
  await keyboard.press('Enter');
  await expectLedTo(page, page.locator('.keep [data-forget]'));
  await keyboard.press('Enter');
  await expectLedTo(page, page.locator('[data-keep]'));

  // Out at the foot of the page, and back up.
  await tabTo(page, page.locator('.bottom a:visible').last());
  await tabTo(page, page.locator('[data-restart]'), 'Shift+Tab');
  await keyboard.press('Enter');
  await expectLedTo(page, question(page, '家庭人口').locator('legend'));
});

test('干部测算, from the first question to the foot of the page', async ({ page }) => {
  test.setTimeout(180_000);
  const { keyboard } = page;
  await page.goto('explain/');
  await page.locator('[data-ready]').waitFor();
  await tabTo(page, page.locator('.skip'));
  await keyboard.press('Enter');
  await type(page, '家庭人口', '99');
  await expect(exact(page, '家庭人口')).toHaveAttribute('aria-invalid', 'true');
  await keyboard.press('Control+A');
  await keyboard.type('4');
  await tabTo(page, question(page, '建档立卡情况').locator('input').first());
  await keyboard.press('Space');
  await type(page, '年可支配收入', '20000');
  await tabTo(page, question(page, '困难原因').locator('[data-none]'));
  await keyboard.press('Space');
  await tabTo(page, question(page, '受灾严重影响基本生活').locator('input').first());
  await keyboard.press('Space');
  await tabTo(page, question(page, '受灾严重影响基本生活').locator('[data-unknown]'));
  await keyboard.press('Space');
  await expect(question(page, '受灾严重影响基本生活').locator('[data-unknown]')).toHaveAttribute('aria-pressed', 'true');
  await tabTo(page, question(page, '受灾严重影响基本生活').locator('input').last(), 'Shift+Tab');
  await keyboard.press('Space');
  await keyboard.press('ArrowUp');
  await expectSeen(page);
  expect(await outcome(page)).toBe('likely');
  await expect(page.locator('[data-status]')).toContainText('结果：可能在监测范围内');

  const relief = page.locator('[data-measure="应急期生活救助"]');
  await tabTo(page, relief.locator('summary'));
  await keyboard.press('Enter');
  await expect(relief.locator('[data-because]')).toContainText('= 520 元');
  await expect(relief.locator('.steps a').first()).toBeVisible();
  await tabTo(page, relief.locator('.steps a').first());

  // Two situations side by side.
  const compare = page.locator('[data-tool="compare"]');
  await tabTo(page, compare);
  await keyboard.press('Enter');
  await expect(page.locator('[data-tool-place="compare"]')).toBeVisible();
  await expectSeen(page);

  await tabTo(page, page.locator('.scroll[aria-labelledby]').last());
  await tabTo(page, page.locator('.bottom a:visible').last());
});
