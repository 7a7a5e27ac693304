/* What stays on the device: within the tab until it is closed, and longer only if the reader asks for it. A browser may refuse
   both; then nothing is kept, and nothing else changes. */

function store(kind) {
  try {
    return window[kind];
  } catch (refused) {
    return null;
  }
}

function memory(kind, name) {
  const key = 'mingbai ' + location.pathname.replace(/index\.html$/, '') + ' ' + name;
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
export const tab = (name) => memory('sessionStorage', name);

/* Until the reader deletes it. */
export const device = (name) => memory('localStorage', name);
