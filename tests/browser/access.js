// What no page may have in any state.
import { AxeBuilder } from '@axe-core/playwright';

import { expect } from './site.js';

/** Text that stands out from what is behind it by less than 7:1, as a reader sees it now. */
const faint = (page) =>
  page.evaluate(() => {
    const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
    const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    const over = ([red, green, blue, alpha = 1], under) => [red, green, blue].map((value, index) => value * alpha + under[index] * (1 - alpha));
    const grounds = new Map([[null, [255, 255, 255]]]);
    const behind = (element) => {
      if (!grounds.has(element)) {
        const colour = numbers(getComputedStyle(element).backgroundColor);
        grounds.set(element, colour.length === 3 ? colour : over(colour, behind(element.parentElement)));
      }
      return grounds.get(element);
    };
    const found = [];
    const look = (element, text) => {
      const style = getComputedStyle(element);
      if (!element.getClientRects().length || style.visibility !== 'visible') return;
      const under = behind(element);
      const [lighter, darker] = [light(over(numbers(style.color), under)), light(under)].sort((a, b) => b - a);
      const contrast = (lighter + 0.05) / (darker + 0.05);
      if (contrast < 7) found.push(`${text.trim().slice(0, 20)}: ${contrast.toFixed(2)}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (texts.currentNode.data.trim()) look(texts.currentNode.parentElement, texts.currentNode.data);
    document.querySelectorAll('input').forEach((input) => look(input, input.name || input.id));
    return found;
  });

/** What is to be touched below `within` and is lower or narrower than `least` pixels; links within a sentence apart. */
const narrow = (page, within, kinds, least) =>
  page.evaluate(
    ([within, kinds, least]) => {
      const inSentence = (link) => {
        if (getComputedStyle(link).display !== 'inline') return false;
        const around = link.closest('p, li, dd, td, th, h1, h2, h3, h4, div').cloneNode(true);
        around.querySelectorAll('a').forEach((other) => other.remove());
        return /[\w\u4e00-\u9fff]/.test(around.textContent);
      };
      const found = [];
      document.querySelectorAll(within).forEach((place) =>
        place.querySelectorAll(kinds).forEach((target) => {
          // An option is touched wherever it is drawn.
          const drawn = target.closest('.option') || target;
          const box = drawn.getBoundingClientRect();
          if (!drawn.getClientRects().length || box.right <= 0 || (target.tagName === 'A' && inSentence(target))) return;
          if (Math.min(box.width, box.height) < least - 0.5) found.push(`${(drawn.textContent || target.name).trim().slice(0, 20)}: ${box.width.toFixed(0)} × ${box.height.toFixed(0)}`);
        }),
      );
      return found;
    },
    [within, kinds, least],
  );

/** Text below `within` that is smaller than `least` pixels. */
const tiny = (page, within, least) =>
  page.evaluate(
    ([within, least]) => {
      const found = [];
      const texts = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (texts.currentNode.data.trim() && element.getClientRects().length && size < least) found.push(`${texts.currentNode.data.trim().slice(0, 20)}: ${size}`);
      }
      return found;
    },
    [within, least],
  );

/** Nothing scrolls sideways. */
export async function expectFits(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content).toBeLessThanOrEqual(window);
}

/** What a resident reads and touches in 自查, or in another part of a page, is large. */
export async function expectLarge(page, within = '[data-live]') {
  expect(await tiny(page, 'main', 20)).toEqual([]);
  expect(await narrow(page, within, 'button, summary, input, select, textarea', 56)).toEqual([]);
}

// axe's own rule about targets sees them behind what sticks to the foot of the window; `narrow` asks for more and does not.
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Text stands out by 7:1, axe finds nothing, a finger hits what it aims at, and nothing scrolls sideways. */
export async function expectSound(page) {
  expect(await faint(page)).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: false } } }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(' '))])).toEqual([]);
  expect(await narrow(page, 'body', 'a[href], button, summary, input, select, textarea', 44)).toEqual([]);
  await expectFits(page);
}
