/* Has the site kept by the service worker, so that it works without a network, and says at the foot of the page which version it
   is of. A browser that knows no workers or keeps nothing notices nothing of it. It is no module: even a browser without modules
   may know workers. */

(function () {
  'use strict';
  const line = document.querySelector('[data-version]');
  const HOUR = 3600000;
  let patience = 120;
  let shown = '';

  if (line && location.protocol !== 'file:') {
    if (document.readyState === 'complete') begin();
    else addEventListener('load', begin);
  }

  /* What the reader waits for comes first. */
  function begin() {
    if (document.querySelector('[data-calculator]:not([data-ready])') && patience > 0) {
      patience -= 1;
      setTimeout(begin, 500);
      return;
    }
    say();
    try {
      if ('serviceWorker' in navigator) keep(navigator.serviceWorker);
    } catch (error) {
      // Some browsers throw where a page may store nothing.
    }
  }

  /* The worker answers with the version that it keeps. */
  function say() {
    fetch(line.getAttribute('data-version'), { cache: 'no-cache' })
      .then((response) => response.json())
      .then(function (known) {
        shown = shown || known.version;
        line.querySelector('[data-newer]').hidden = known.version === shown;
        if (!line.hidden) return;
        line.querySelector('[data-number]').textContent = known.version;
        line.querySelector('[data-day]').textContent = known.updated;
        line.hidden = false;
      })
      .catch(nothing);
  }

  /* The first worker keeps what the page is of; one that comes after another is of a newer version. */
  function keep(workers) {
    let before = workers.controller;
    workers.addEventListener('controllerchange', function () {
      if (before) say();
      before = workers.controller;
    });
    workers.register(line.getAttribute('data-worker')).then(watch).catch(nothing);
  }

  /* A browser looks for a newer version when a page is opened; a page that stays open asks itself now and then. */
  function watch(registration) {
    let asked = Date.now();
    document.addEventListener('visibilitychange', function () {
      if (document.hidden || Date.now() - asked < HOUR) return;
      asked = Date.now();
      registration.update().catch(nothing);
    });
  }

  function nothing() {}
})();
