/* What every page does before it is painted. It stands in the page itself: it costs no request, and it works on a page that is
   opened from a USB stick. */
(function (page, key) {
  /* 大字 and 高对比, classes of the page. What the reader chose is remembered like a setting of the browser; where nothing was,
     高对比 is what the device asks for. Where nothing can be remembered, the choice holds for the page. */
  function remembering(work) {
    ['localStorage', 'sessionStorage'].some(function (kind) {
      try {
        return work(window[kind]);
      } catch (refused) {
        return false;
      }
    });
  }

  function recall() {
    remembering(function (store) {
      var kept = store.getItem(key);
      if (kept) page.className = kept;
      return kept;
    });
  }

  function press() {
    document.querySelectorAll('[data-switch]').forEach(function (button) {
      button.setAttribute('aria-pressed', page.classList.contains(button.dataset.switch));
    });
  }

  /* Reports that this device keeps are sent on whatever page is open. */
  function deliver() {
    var line = document.querySelector('[data-waiting]');
    try {
      var asked = indexedDB.open('mingbai ' + line.querySelector('a').pathname.replace('index.html', '') + ' outbox');
      /* Nothing was ever kept, and nothing is. */
      asked.onupgradeneeded = function () {
        asked.transaction.abort();
      };
      asked.onerror = function (event) {
        event.preventDefault();
      };
      asked.onsuccess = function () {
        asked.result.transaction('reports').objectStore('reports').count().onsuccess = function () {
          asked.result.close();
          if (this.result) document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: line.dataset.waiting }));
        };
      };
    } catch (refused) {
      /* A browser that keeps nothing has nothing to send. */
    }
  }

  page.className = matchMedia('(prefers-contrast:more)').matches ? 'script contrast' : 'script';
  recall();
  addEventListener('DOMContentLoaded', function () {
    press();
    deliver();
  });
  /* A page that one comes back to stands as it was left. */
  addEventListener('pageshow', function () {
    recall();
    press();
  });
  addEventListener('click', function (event) {
    var button = event.target.closest('[data-switch]');
    if (!button) return;
    page.classList.toggle(button.dataset.switch);
    press();
    remembering(function (store) {
      store.setItem(key, page.className);
      return true;
    });
  });

  /* A browser refuses `integrity` on a stylesheet that it reads from a disk. */
  if (location.protocol === 'file:') {
    new MutationObserver(function () {
      document.querySelectorAll('link[integrity]').forEach(function (link) {
        var other = link.cloneNode();
        other.removeAttribute('integrity');
        link.replaceWith(other);
      });
    }).observe(page, { childList: true, subtree: true });
  }
})(document.documentElement, 'mingbai display');
