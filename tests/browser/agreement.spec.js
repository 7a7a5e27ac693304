// The browser and the command line give the same bytes.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

import { dice, household } from './households.js';
import { expect, open, test } from './site.js';

const mingbai = process.env.MINGBAI || 'mingbai';
const root = resolve(process.env.ROOT || '../..');
const HOUSEHOLDS = 2000;

for (const on of ['2020-07-06', '2026-11-23']) {
  test(`${HOUSEHOLDS} random households on ${on}`, async ({ page }) => {
    await open(page, 'check/');
    const script = await page.locator('script[src*="/calculator."]').getAttribute('src');
    const module = new URL(script, page.url()).href;
    const policy = JSON.parse(await page.evaluate(async (module) => (await import(module)).policy(), module));
    const random = dice(Number(on.replaceAll('-', '')));
    const lines = Array.from({ length: HOUSEHOLDS }, () => JSON.stringify(household(policy, random)));
    const browser = await page.evaluate(
      async ([module, lines, on]) => {
        const { assess, ready } = await import(module);
        await ready;
        return lines.map((line) => assess(line, on));
      },
      [module, lines, on],
    );
    const printed = execFileSync(mingbai, ['assess', '--root', root, '--policy', policy.policy, '--on', on], {
      input: lines.join('\n') + '\n',
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const native = printed.trimEnd().split('\n');
    expect(native.length).toBe(lines.length);
    native.forEach((line, index) => expect(browser[index], lines[index]).toBe(line));
    const outcomes = new Set(native.map((line) => JSON.parse(line).outcome));
    expect([...outcomes].sort()).toEqual(['incomplete', 'likely', 'unlikely', 'verify']);
  });
}

test('what cannot be assessed is answered with what is wrong', async ({ page }) => {
  await open(page, 'check/');
  const script = await page.locator('script[src*="/calculator."]').getAttribute('src');
  const ask = (facts, on) =>
    page.evaluate(async ([module, facts, on]) => (await import(module)).assess(facts, on), [new URL(script, page.url()).href, facts, on]).then(JSON.parse);
  expect((await ask('{"家庭人囗":4}', '2020-07-06')).errors[0]).toMatchObject({ key: '家庭人囗' });
  expect((await ask('{"家庭人口":', '2020-07-06')).errors).toHaveLength(1);
  expect((await ask('{}', '2020-02-30')).errors[0]).toMatchObject({ key: 'on', value: '2020-02-30' });
});

test('300 random households typed into the form have the result of the command line', async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, 'explain/');
  const script = await page.locator('script[src*="/calculator."]').getAttribute('src');
  const policy = JSON.parse(await page.evaluate(async (module) => (await import(module)).policy(), new URL(script, page.url()).href));
  const random = dice(300);
  const households = Array.from({ length: 300 }, () => taken(policy, household(policy, random)));
  const shown = await page.evaluate(typeAll, households);
  const on = await page.evaluate(() => document.querySelector('[data-calculator]').page.on);
  // A question that does not arise is not on the page; what was typed into it before counts for nothing.
  const lines = households.map((facts, index) => JSON.stringify(Object.fromEntries(Object.entries(facts).filter(([name]) => shown[index].asked.includes(name)))));
  const printed = execFileSync(mingbai, ['assess', '--root', root, '--policy', policy.policy, '--on', on], { input: lines.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 28 });
  printed.trimEnd().split('\n').forEach((line, index) => {
    const native = JSON.parse(line);
    expect({ ...shown[index], asked: undefined }, lines[index]).toEqual({
      asked: undefined,
      outcome: native.outcome,
      tests: native.tests.map(({ value, because }) => [value, because]),
      measures: native.measures.map(({ granted, because, amount }) => [granted, because, amount ? figures(amount) : null]),
    });
  });
});

/** Without what a form does not take: households of the generator hold some wrong answers on purpose. */
function taken(policy, facts) {
  const fits = (question, value) => {
    if (question.kind !== 'money' && question.kind !== 'count') return true;
    const ends = value !== null && typeof value === 'object' ? Object.values(value) : [value];
    return value !== null && ends.every((end) => Number(end) >= Number(question.min) && (question.max === null || Number(end) <= Number(question.max)));
  };
  const money = (question, value) => question.kind === 'money' || typeof value !== 'object';
  return Object.fromEntries(policy.questions.filter((q) => q.name in facts && fits(q, facts[q.name]) && money(q, facts[q.name])).map((q) => [q.name, facts[q.name]]));
}

/** The digits of an amount in words: what is shown has thousands separators and a unit. */
function figures({ low, high }) {
  if (high === null) return low === '0' || low === null ? [] : [low];
  return low === high ? [low] : [low, high];
}

/** Types households into the fields, one after the other, and reads what the page says of each. Runs in the page. */
function typeAll(households) {
  const root = document.querySelector('[data-calculator]');
  const fire = (input) => input.dispatchEvent(new Event('input', { bubbles: true }));
  const type = (input, value) => {
    input.value = value;
    fire(input);
  };
  return households.map((facts) => {
    root.querySelector('[data-restart]').click();
    for (const [name, value] of Object.entries(facts)) {
      const field = root.querySelector(`[data-question="${name}"]`);
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        if (value.low !== undefined) type(field.querySelector('[data-low]'), value.low);
        if (value.high !== undefined) type(field.querySelector('[data-high]'), value.high);
      } else if (field.querySelector('[data-exact]')) {
        type(field.querySelector('[data-exact]'), value);
      } else {
        const wanted = [value].flat().map(String);
        for (const input of field.querySelectorAll('[data-options] input')) {
          const none = input.hasAttribute('data-none') && !wanted.length;
          if (none || wanted.includes(input.value)) {
            input.checked = true;
            fire(input);
          }
        }
      }
    }
    const text = (place, selector) => (place.querySelector(selector) ? place.querySelector(selector).textContent : null);
    const amount = (place) => {
      const words = text(place, '[data-amount]');
      return words === null ? null : (words.replace(/,/g, '').match(/\d+(\.\d+)?/g) || []);
    };
    return {
      outcome: root.querySelector('[data-outcome]').getAttribute('data-outcome'),
      tests: [...root.querySelectorAll('[data-test]')].map((place) => [place.getAttribute('data-value'), text(place, '[data-because]')]),
      measures: [...root.querySelectorAll('[data-measure]')].map((place) => [place.getAttribute('data-granted'), text(place, '[data-because]'), amount(place)]),
      asked: [...root.querySelectorAll('[data-question]')].filter((field) => !field.hidden).map((field) => field.getAttribute('data-question')),
    };
  });
}
