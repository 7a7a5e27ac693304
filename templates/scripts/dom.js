/* Finding, showing and filling places of a page. */

export const one = (within, selector) => within.querySelector(selector);

export const all = (within, selector) => Array.from(within.querySelectorAll(selector));

/* The selector of what stands for a rule: [data-test="边缘户"]. Names hold letters, digits and `_` only. */
export const named = (kind, name) => '[data-' + kind + '="' + name + '"]';

/* What stays as it is is not touched, here and below: a browser lays out anew all that is written. */
export function show(place, shown) {
  if (place && place.hidden === Boolean(shown)) place.hidden = !shown;
}

export function showAll(within, selector, shown) {
  all(within, selector).forEach((place) => show(place, shown));
}

export function say(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

export function mark(place, name, value) {
  if (place.getAttribute(name) !== value) place.setAttribute(name, value);
}

/* Puts words into every place; a place without words is hidden. */
export function fill(within, selector, words) {
  all(within, selector).forEach((place) => {
    say(place, words);
    show(place, words);
  });
}

/* A copy of what stands in `<template data-part="NAME">`. */
export function part(name) {
  return document.importNode(one(document, 'template[data-part="' + name + '"]').content, true).firstElementChild;
}

/* Gives places of a copy their ids, which begin with `id`, and tells labels and inputs what belongs to them. */
export function identify(within, id) {
  all(within, '[data-id]').forEach((place) => place.setAttribute('id', id + place.getAttribute('data-id')));
  all(within, 'label[data-for]').forEach((label) => label.setAttribute('for', id + label.getAttribute('data-for')));
  all(within, '[data-described]').forEach((input) => {
    const by = input.getAttribute('data-described').split(' ').map((name) => id + name).join(' ');
    input.setAttribute('aria-describedby', by);
  });
}

/* Leads the reader to a place. */
export function lead(place) {
  if (place) place.focus();
}

/* What stands around a calculator was hidden, so that it does not jump when the calculator comes. */
export function opened() {
  document.body.classList.remove('opening');
}
