/* Tools that are loaded when they are first opened: a button [data-tool] names the tool and the addresses of its script and style;
   the tool's place on the page, [data-tool-place], gets the event `open` each time. What names its script and is [data-soon] is
   loaded as soon as the page can be used. Where the button says what the fragment of an address begins with that is meant for the
   tool, [data-receives], the place gets the event `receive` for such a fragment. Where the tool cannot be loaded, its
   [data-tool-failed] or [data-receive-failed] is shown, or the page's [data-tool-failed]. */

import { all, named, one, show } from './dom.js';

const loaded = {};

/* Makes the buttons of a page work. */
export function offer(root) {
  all(root, '[data-tool]').forEach((button) => show(button, true));
  all(root, '[data-soon]').forEach((button) => load(button).catch(() => {}));
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-tool]');
    if (button) open(root, button, 'open');
  });
  receive(root);
  window.addEventListener('hashchange', () => receive(root));
}

/* The buttons of those tools that the fragment of the address is meant for. */
export function receivers(root) {
  return all(root, '[data-receives]').filter((button) => location.hash.indexOf(button.getAttribute('data-receives')) === 0);
}

function receive(root) {
  receivers(root).forEach((button) => open(root, button, 'receive'));
}

function open(root, button, why) {
  const name = button.getAttribute('data-tool');
  const place = one(root, named('tool-place', name));
  const failed = why === 'receive' ? one(root, named('receive-failed', name))
    : one(button.parentNode.parentNode, named('tool-failed', name)) || one(root, named('tool-failed', ''));
  loaded[name] = loaded[name] || load(button);
  loaded[name].then(
    () => {
      show(failed, false);
      place.dispatchEvent(new CustomEvent(why, { detail: { button: button } }));
    },
    () => {
      delete loaded[name];
      show(failed, true);
    },
  );
}

function load(button) {
  const style = button.getAttribute('data-style');
  const files = [Object.assign(document.createElement('script'), { type: 'module', src: button.getAttribute('data-script') })];
  if (style) files.push(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style }));
  return Promise.all(files.map((file) => new Promise((resolve, reject) => {
    file.onload = resolve;
    file.onerror = reject;
    document.head.appendChild(file);
  })));
}
