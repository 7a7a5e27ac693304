/* What stays on the device: within the tab until it is closed, and longer only if the reader asks for it. A browser may refuse
   both; then nothing is kept, and nothing else changes. */

function store(kind) {
  try {
    return window[kind];
  } catch (refused) {
    return null;
  }
}

/* What the names of a page's memories begin with; a page is a link to it, or the one that is open. */
const of = (page) => 'mingbai ' + page.pathname.replace(/index\.html$/, '') + ' ';

function memory(kind, key) {
  return {
    /* What was kept, or null. */
    get() {
      try {
        return JSON.parse(store(kind).getItem(key));
      } catch (refused) {
        return null;
      }
    },
    /* Whether it could be kept. */
    set(value) {
      try {
        store(kind).setItem(key, JSON.stringify(value));
        return true;
      } catch (refused) {
        return false;
      }
    },
    forget() {
      try {
        store(kind).removeItem(key);
      } catch (refused) {
        /* Nothing was kept. */
      }
    },
  };
}

/* Until the tab is closed. */
export const tab = (name, page) => memory('sessionStorage', of(page || location) + name);

/* Until the reader deletes it. */
export const device = (name, page) => memory('localStorage', of(page || location) + name);

/* Forgets all of this page that would stay until the tab is closed. */
export function forgetTab() {
  try {
    const kept = store('sessionStorage');
    Object.keys(kept).filter((key) => key.indexOf(of(location)) === 0).forEach((key) => kept.removeItem(key));
  } catch (refused) {
    /* Nothing was kept. */
  }
}
