/* A list of places is narrowed by typing a character or two; what belongs to a place on the list is found, too. */

import { all, one, show } from './dom.js';

/* How many villages that fit are shown at once. */
const MOST = 12;

/* What is the same however it is written. */
const plain = (text) => text.toLowerCase().replace(/[\s-]/g, '');

const root = one(document, '[data-places]');
const field = root && one(root, '[data-places-search]');

/* The end of a place's address. */
const idOf = (link) => link.getAttribute('href').replace(/^.*\/([^/]+)\/index\.html$/, '$1');

/* What belongs to the place of a line: [{ id, name, link }], where `link` is that place's own. */
function innerOf(line) {
  const said = line.getAttribute('data-inner');
  const link = one(line, 'a');
  return said ? said.split(';').map((part) => ({ id: part.split(' ')[0], name: part.slice(part.indexOf(' ') + 1), link: link })) : [];
}

function begin() {
  const find = one(field, 'input');
  const lines = all(root, 'ul.places > li');
  const inner = [].concat.apply([], lines.map(innerOf));
  const place = one(root, '[data-places-inner]');

  function offer(found) {
    place.textContent = '';
    found.forEach((one) => {
      const link = document.createElement('a');
      link.href = one.link.getAttribute('href').replace(/[^/]+\/index\.html$/, one.id + '/index.html');
      link.textContent = one.link.textContent + ' ' + one.name;
      place.appendChild(document.createElement('li')).appendChild(link);
    });
    show(place, found.length > 0);
  }

  function narrow() {
    const typed = plain(find.value);
    const fits = (id, name) => plain(name).indexOf(typed) >= 0 || plain(id).indexOf(typed) === 0;
    const found = lines.filter((line) => {
      const fit = fits(idOf(one(line, 'a')), one(line, 'a').textContent);
      show(line, fit);
      return fit;
    });
    const villages = typed ? inner.filter((one) => fits(one.id, one.name)) : [];
    offer(villages.slice(0, MOST));
    const count = found.length + villages.length;
    const most = villages.length > MOST ? '，村（居）先列 ' + MOST + ' 个，再打一个字就更准。' : '。';
    one(root, '[data-places-found]').textContent = !typed ? '' : count ? '找到 ' + count + ' 个' + most : '没有这个地方，换一个字试试。';
  }

  find.addEventListener('input', narrow);
  /* Enter goes to the only one that fits. */
  find.addEventListener('keydown', (event) => {
    const links = all(root, 'li:not([hidden]) > a').filter((link) => !link.closest('[hidden]'));
    if (event.key === 'Enter' && find.value && links.length === 1) links[0].click();
  });
  show(field, true);
  /* A browser may bring back what was typed before. */
  if (find.value) narrow();
}

if (field) begin();
