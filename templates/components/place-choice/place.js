/* A place is chosen by typing a character or two, or by tapping a town and then a village. The list that works without script keeps
   what was chosen, so whoever wants to know asks it. */

import { all, lead, one, show, showAll } from './dom.js';

/* How many places that fit are shown at once. */
const MOST = 12;

/* Makes the place's part of a form work; gives { set(id), where() }: chooses a place, and tells where the reader can do so. */
export function choose(root) {
  const list = one(root, 'select');
  const find = one(root, '[data-place-find]');
  const tiles = one(root, '[data-place-tiles]');
  const tap = one(root, '[data-place-tap]');
  const options = all(list, 'option').filter((option) => option.value);
  const townOf = (option) => (option.parentNode === list ? '' : option.parentNode.label);

  /* What is the same however it is written. */
  const plain = (text) => text.toLowerCase().replace(/[\s-]/g, '');

  function nameOf(option) {
    const town = townOf(option);
    return town && one(option.parentNode, 'option') === option ? town : (town + ' ' + option.text).trim();
  }

  function display(leading) {
    const chosen = options.filter((option) => option.value === list.value)[0];
    show(one(root, '[data-place-chosen]'), Boolean(chosen));
    show(one(root, '[data-place-chooser]'), !chosen);
    one(root, '[data-place-name]').textContent = chosen ? nameOf(chosen) : '';
    find.value = '';
    spread(false);
    if (leading) lead(chosen ? one(root, '[data-place-change]') : find);
  }

  function set(id, leading) {
    list.value = options.some((option) => option.value === id) ? id : '';
    display(leading);
  }

  /* Shows what can be tapped: [{ words, tapped }]. */
  function offer(offers) {
    const place = one(tiles, 'ul');
    place.textContent = '';
    offers.forEach((one) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'quiet';
      button.textContent = one.words;
      button.addEventListener('click', one.tapped);
      place.appendChild(document.createElement('li')).appendChild(button);
    });
    show(tiles, offers.length > 0);
  }

  const choice = (option, words) => ({ words: words, tapped: () => { set(option.value, true); root.dispatchEvent(new Event('input', { bubbles: true })); } });

  /* All towns, or nothing. */
  function spread(open) {
    tap.setAttribute('aria-expanded', String(open));
    showAll(tiles, '[data-place-town], [data-place-towns]', false);
    one(root, '[data-place-found]').textContent = '';
    offer(open ? Array.from(list.children).filter((child) => child.value !== '').map((child) => (
      child.label && child.localName === 'optgroup' ? { words: child.label, tapped: () => inside(child) } : choice(child, child.text)
    )) : []);
  }

  /* A town and its villages. */
  function inside(town) {
    offer(all(town, 'option').map((option) => choice(option, option.text)));
    showAll(tiles, '[data-place-town], [data-place-towns]', true);
    one(tiles, '[data-place-town-name]').textContent = town.label;
    lead(one(tiles, '[data-place-town-name]'));
  }

  find.addEventListener('input', (event) => {
    /* What is typed here is no answer of its own. */
    event.stopPropagation();
    const typed = plain(find.value);
    if (!typed) return spread(false);
    const fits = (option) => plain(nameOf(option)).indexOf(typed) >= 0 || option.value.replace(/-/g, '').indexOf(typed) === 0;
    const found = options.filter(fits);
    tap.setAttribute('aria-expanded', 'false');
    showAll(tiles, '[data-place-town], [data-place-towns]', false);
    offer(found.slice(0, MOST).map((option) => choice(option, nameOf(option))));
    const words = found.length > MOST ? '找到 ' + found.length + ' 个，先列 ' + MOST + ' 个，再打一个字就更准。' : '找到 ' + found.length + ' 个，点一下选定。';
    one(root, '[data-place-found]').textContent = found.length ? words : '没有这个地方，换一个字，或者点着选。';
    return undefined;
  });
  /* Enter takes the only one that fits, and does not send the form. */
  find.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const found = all(tiles, 'li button');
    if (find.value && found.length === 1) found[0].click();
  });
  tap.addEventListener('click', () => {
    find.value = '';
    spread(tap.getAttribute('aria-expanded') !== 'true');
  });
  one(tiles, '[data-place-towns]').addEventListener('click', () => {
    spread(true);
    lead(tap);
  });
  one(root, '[data-place-change]').addEventListener('click', () => {
    set('', true);
    root.dispatchEvent(new Event('input', { bubbles: true }));
  });
  showAll(root, '[data-place-list]', false);
  list.required = false;
  display(false);
  return {
    set: set,
    where: () => (list.value ? one(root, '[data-place-change]') : find),
    words: () => one(root, '[data-place-name]').textContent,
  };
}
