/* 打印 and 存为图片: one A4 page with the situation, the result and where it comes from, or the same as a picture. */

import { all, named, one, show } from './dom.js';
import { draw } from './picture.js';
import { ALL, NAMES, ONCE, SHORT, date, write } from './sheet.js';

const root = one(document, '[data-calculator]');
const place = one(root, named('tool-place', 'print'));
const sheet = document.body.appendChild(one(root, 'section[data-sheet]'));

/* Sizes of type in points and how much is left out, tried one after the other until everything has room on one page. */
const FITS = [[10.5, ALL], [10, ALL], [10.5, ONCE], [10, ONCE], [9.5, ONCE], [9, ONCE], [10, SHORT], [9.5, SHORT], [9, SHORT], [9, NAMES]];

let opener = null;

place.addEventListener('open', (event) => {
  opener = event.detail.button;
  if (opener.getAttribute('data-sheet-as') === 'paper') paper();
  else picture();
});

/* Prints the sheet. A browser in which nothing can be printed is said to be one. */
function paper() {
  if (typeof window.print !== 'function') return present({ printer: false });
  show(sheet, true);
  FITS.some((fit) => {
    sheet.style.fontSize = fit[0] + 'pt';
    write(sheet, root, fit[1]);
    return sheet.scrollHeight <= sheet.clientHeight;
  });
  document.documentElement.classList.add('sheet-only');
  window.print();
  if (!('onafterprint' in window)) document.addEventListener('click', printed);
}

window.addEventListener('afterprint', printed);

function printed() {
  document.removeEventListener('click', printed);
  document.documentElement.classList.remove('sheet-only');
  show(sheet, false);
}

/* Draws the sheet and offers it: as a download where the browser can, and to be saved with a long press everywhere. */
function picture() {
  show(sheet, true);
  const about = write(sheet, root, ALL);
  const canvas = draw(sheet);
  show(sheet, false);
  const image = one(place, '[data-picture]');
  image.src = canvas.toDataURL('image/png');
  image.alt = [about.title, date(about.on), about.finding].concat(about.amounts).join('，');
  const link = one(place, '[data-download]');
  link.download = '测算单-' + about.on + '.png';
  offer(canvas, image.src, (address) => {
    if (/^blob:/.test(link.href)) URL.revokeObjectURL(link.href);
    link.href = address;
  });
  present({ picture: true });
}

function offer(canvas, address, give) {
  if (canvas.toBlob) canvas.toBlob((blob) => give(URL.createObjectURL(blob)), 'image/png');
  else give(address);
}

/* The browser inside WeChat opens no download. */
const canDownload = () => 'download' in document.createElement('a') && !/MicroMessenger/i.test(navigator.userAgent);

function present(what) {
  show(one(place, '[data-no-printer]'), what.printer === false);
  show(one(place, '[data-picture-shown]'), Boolean(what.picture));
  show(one(place, '[data-can-download]'), canDownload());
  show(one(place, '[data-press]'), !canDownload() || 'ontouchstart' in window);
  show(place, true);
  one(place, 'h2').focus();
}

one(place, '[data-picture-close]').addEventListener('click', () => {
  show(place, false);
  opener.focus();
});

/* What is shown is of the household as it was; once that changes it goes. */
root.addEventListener('considered', () => {
  all(place, '[data-picture]').forEach((image) => image.removeAttribute('src'));
  show(place, false);
});
