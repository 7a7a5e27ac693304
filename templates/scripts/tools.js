/* Tools that are loaded when they are first opened: a button [data-tool] names the tool and the addresses of its script and style;
   the tool's place on the page, [data-tool-place], gets the event `open` each time. */

import { all, named, one, show } from './dom.js';

const loaded = {};

/* Makes the buttons of a page work. */
export function offer(root) {
  all(root, '[data-tool]').forEach((button) => show(button, true));
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-tool]');
    if (button) open(root, button);
  });
}

function open(root, button) {
  const name = button.getAttribute('data-tool');
  const place = one(root, named('tool-place', name));
  const failed = one(button.parentNode.parentNode, named('tool-failed', name)) || one(root, named('tool-failed', ''));
  loaded[name] = loaded[name] || load(button);
  loaded[name].then(
    () => {
      show(failed, false);
      place.dispatchEvent(new CustomEvent('open', { detail: { button: button } }));
    },
    () => {
      delete loaded[name];
      show(failed, true);
    },
  );
}

function load(button) {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = button.getAttribute('data-style');
  const script = document.createElement('script');
  script.type = 'module';
  script.src = button.getAttribute('data-script');
  return Promise.all([style, script].filter((file) => file.href || file.src).map((file) => new Promise((resolve, reject) => {
    file.onload = resolve;
    file.onerror = reject;
    document.head.appendChild(file);
  })));
}
