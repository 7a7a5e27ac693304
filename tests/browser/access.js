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

/** Text stands out by 7:1, axe finds nothing, and nothing scrolls sideways. */
export async function expectSound(page) {
  expect(await faint(page)).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(' '))])).toEqual([]);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content).toBeLessThanOrEqual(window);
}
