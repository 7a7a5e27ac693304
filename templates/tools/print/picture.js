/* The sheet as a picture: its text drawn line by line on a canvas, so that nothing but a canvas is needed. */

import { all } from './dom.js';
import { pieces } from './words.js';

const WIDTH = 1080;
const MARGIN = 60;
const LEADING = 1.5;

/* Size in pixels, weight and the space above, by what the sheet has. */
const STYLES = {
  H1: { size: 48, bold: true, above: 0 },
  H2: { size: 40, bold: true, above: 36 },
  P: { size: 36, above: 8 },
  LI: { size: 36, above: 8 },
};
const SIGN = { size: 36, above: 60 };

const CLOSING = '，。；：、？！）」》〕,.;:)%';
const OPENING = '（「《〔(';

/* A canvas with what the sheet says, as wide as a phone's picture and as high as it takes. */
export function draw(sheet) {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const family = window.getComputedStyle(sheet).fontFamily;
  const font = (size, bold) => (bold ? 'bold ' : '') + size + 'px ' + family;
  const measure = (size) => (text, bold) => {
    context.font = font(size, bold);
    return context.measureText(text).width;
  };
  const drawn = [];
  let y = MARGIN;
  all(sheet, 'h1, h2, p, li').filter((block) => block.offsetParent).forEach((block) => {
    if (block.hasAttribute('data-sign')) {
      y += SIGN.above;
      all(block, 'span').forEach((blank) => {
        y += SIGN.size * 2;
        drawn.push({ y: y, size: SIGN.size, runs: [{ x: 0, text: blank.textContent }], rule: true });
      });
      return;
    }
    const style = STYLES[block.tagName];
    y += style.above;
    lines(runs(block, style.bold), WIDTH - 2 * MARGIN, measure(style.size)).forEach((line) => {
      y += style.size * LEADING;
      drawn.push({ y: y, size: style.size, runs: line });
    });
  });
  canvas.width = WIDTH;
  canvas.height = Math.ceil(y + MARGIN);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  drawn.forEach((line) => {
    line.runs.forEach((run) => {
      context.font = font(line.size, run.bold);
      context.fillText(run.text, MARGIN + run.x, line.y);
    });
    if (line.rule) context.fillRect(MARGIN + 6 * line.size, line.y, WIDTH - 2 * MARGIN - 6 * line.size, 2);
  });
  return canvas;
}

/* The text of a block in stretches of one weight. */
function runs(block, bold) {
  return Array.from(block.childNodes).reduce((found, node) => {
    const heavy = Boolean(bold || node.nodeType === Node.ELEMENT_NODE && window.getComputedStyle(node).fontWeight >= 600);
    const last = found[found.length - 1];
    if (last && last.bold === heavy) last.text += node.textContent;
    else found.push({ text: node.textContent, bold: heavy });
    return found;
  }, []);
}

/* What must not be parted: figures with their units, words of letters, and signs that stand before or behind another. */
function atoms(text) {
  const found = [];
  pieces(text).forEach((piece, index) => {
    if (index % 2) found.push(piece);
    else found.push.apply(found, piece.match(/[!-~]+| |[^]/g) || []);
  });
  return found.reduce((joined, atom) => {
    const last = joined.length - 1;
    const before = joined[last];
    if (before && (CLOSING.indexOf(atom[0]) >= 0 || OPENING.indexOf(before[before.length - 1]) >= 0)) joined[last] += atom;
    else joined.push(atom);
    return joined;
  }, []);
}

/* Stretches of text in lines no wider than `width`: each a list of { x, text, bold }. */
function lines(runs, width, measure) {
  const found = [[]];
  let x = 0;
  runs.forEach((run) => {
    atoms(run.text).forEach((atom) => {
      const wide = measure(atom, run.bold);
      /* Only an address can be wider than a line. */
      if (wide > width) return Array.from(atom).forEach((letter) => put(letter, run.bold, measure(letter, run.bold)));
      return put(atom, run.bold, wide);
    });
  });
  return found;

  function put(text, bold, wide) {
    if (x + wide > width) {
      found.push([]);
      x = 0;
    }
    if (x === 0 && text === ' ') return;
    found[found.length - 1].push({ x: x, text: text, bold: bold });
    x += wide;
  }
}
