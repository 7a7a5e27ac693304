// 读给我听: aloud, by a voice of the device itself or not at all.
import { answer, expect, interview, open, test } from './site.js';

const HERE = { name: '普通话', lang: 'zh-CN', localService: true };
const AWAY = { name: 'Google 普通话', lang: 'zh-CN', localService: false };
const CANTON = { name: '粤语', lang: 'zh-HK', localService: true };
const TAIWAN = { name: '國語', lang: 'zh_TW', localService: true };
const ENGLISH = { name: 'English', lang: 'en-US', localService: true };

/** A device with voices, which says what it reads in `window.said` and what it stops in `window.stopped`; they come `late` or at once. */
async function device(page, voices, late = false) {
  await page.addInitScript(
    ([voices, late]) => {
      let known = late ? [] : voices;
      const queue = [];
      window.said = [];
      window.stopped = 0;
      window.finish = () => queue.splice(0).forEach((utterance) => utterance.onend && utterance.onend());
      window.SpeechSynthesisUtterance = class {
        constructor(text) {
          this.text = text;
        }
      };
      const speech = {
        getVoices: () => known,
        speak(utterance) {
          window.said.push([utterance.text, utterance.voice.name]);
          queue.push(utterance);
        },
        cancel() {
          window.stopped += 1;
          sessionStorage.setItem('stopped', location.pathname);
          queue.splice(0).forEach((utterance) => setTimeout(() => utterance.onerror && utterance.onerror()));
        },
        come() {
          known = voices;
          this.onvoiceschanged();
        },
      };
      Object.defineProperty(window, 'speechSynthesis', { value: speech });
    },
    [voices, late],
  );
}

const button = (page) => page.locator('[data-speak]');
const said = (page) => page.evaluate(() => window.said.splice(0).map(([text]) => text));
/** The script has come and has looked for a voice. */
const looked = (page) => page.waitForFunction(() => window.speechSynthesis.onvoiceschanged);

for (const [name, voices] of [['no voice', []], ['a voice that sends the words away', [AWAY]], ['voices for other languages', [ENGLISH, CANTON]]]) {
  test(`with ${name} there is nothing to tap`, async ({ page }) => {
    await device(page, voices);
    await open(page, 'check/');
    await looked(page);
    await expect(button(page)).toBeHidden();
    await page.goto('guide/apply/');
    await looked(page);
    await expect(button(page)).toBeHidden();
  });
}

test('a browser that cannot speak does not matter', async ({ page }) => {
  await page.addInitScript(() => {
    delete Window.prototype.speechSynthesis;
    delete window.speechSynthesis;
  });
  await open(page, 'check/');
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => 'speechSynthesis' in window)).toBe(false);
  await expect(button(page)).toBeHidden();
});

test('voices may come late', async ({ page }) => {
  await device(page, [AWAY, HERE], true);
  await open(page, 'check/');
  await looked(page);
  await expect(button(page)).toBeHidden();
  await page.evaluate(() => window.speechSynthesis.come());
  await expect(button(page)).toBeVisible();
});

test('the voice is one of the device, for Mandarin, of the mainland if there is one', async ({ page }) => {
  for (const [voices, chosen] of [[[ENGLISH, AWAY, CANTON, TAIWAN, HERE], HERE], [[AWAY, TAIWAN], TAIWAN]]) {
    await device(page, voices);
    await open(page, 'check/');
    await button(page).click();
    expect(await page.evaluate(() => new Set(window.said.map(([, voice]) => voice)).size)).toBe(1);
    expect(await page.evaluate(() => window.said[0][1])).toBe(chosen.name);
  }
});

test('a question is read with its help and its options, and the reading stops with the question', async ({ page }) => {
  await device(page, [HERE]);
  await open(page, 'check/');
  await button(page).click();
  await expect(button(page)).toHaveText('不听了', { useInnerText: true });
  const first = await said(page);
  expect(first[0]).toBe('你家一共几口人？');
  expect(first[1]).toContain('平时一起过日子');
  expect(first[first.length - 1]).toBe('不清楚');
  await answer(page, '家庭人口', '4');
  expect(await page.evaluate(() => window.stopped)).toBe(1);
  await expect(button(page)).toHaveText('读给我听', { useInnerText: true });
  expect(await said(page)).toEqual([]);
  await button(page).click();
  expect((await said(page)).slice(-3)).toEqual(['普通农户', '已脱贫户', '不清楚']);
  await page.evaluate(() => window.finish());
  await expect(button(page)).toHaveText('读给我听', { useInnerText: true });
  await answer(page, '建档立卡情况', '普通农户');
  await page.locator('.rough summary:visible').click();
  await button(page).click();
  expect(await said(page)).toContain('16000 元以上，不到 33600 元');
  await button(page).click();
  await expect(button(page)).toHaveText('读给我听', { useInnerText: true });
});

test('of a result is read what it says, what there is, and whom to call', async ({ page }) => {
  await device(page, [HERE]);
  await open(page, 'check/');
  await answer(page, '家庭人口', '4');
  await answer(page, '建档立卡情况', '普通农户');
  await answer(page, '年可支配收入', '20000');
  await page.locator('[data-more]').click();
  await interview(page, { 受灾严重影响基本生活: 'true' });
  await button(page).click();
  const lines = await said(page);
  expect(lines[0]).toBe('可能在监测范围内');
  expect(lines[1]).toContain('20000 元除以4 人等于5000 元每人');
  expect(lines).toContain('可能有的帮扶');
  expect(lines.some((line) => /^过渡期生活救助/.test(line))).toBe(true);
  expect(lines.some((line) => line.includes('热线'))).toBe(true);
  expect(lines.join()).not.toMatch(/依据|怎么来的|从头再来|你填的情况|\d,\d{3}/);
});

test('a page of text is read from its heading on, without what leads elsewhere, and falls silent with it', async ({ page }) => {
  await device(page, [HERE]);
  await page.goto('policy/fuqing-2020-8/');
  await button(page).click();
  const lines = await said(page);
  expect(lines[0]).toContain('福清');
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.join()).not.toMatch(/本页目录|依据：|name = /);
  await page.goto('about/');
  expect(await page.evaluate(() => sessionStorage.getItem('stopped'))).toBe('/policy/fuqing-2020-8/');
});
