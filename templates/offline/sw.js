/*
 * The service worker: keeps the site, so that everything but reporting works without a network. It stands at the site's
 * root, where the build puts its list before it:
 *
 *   LIST = { version, files: { 'check/index.html': '0123456789abcdef', … }, visited: ['places/', …], with_page: { … } }
 *
 * `files` are kept ahead, each with the beginning of its SHA-256; pages below `visited` are kept once they were opened, and with
 * them those files of `with_page` that they name: what only an office needs is not fetched by a phone.
 * An empty list, such as that of `mingbai serve`, keeps nothing and removes what an earlier worker kept.
 *
 * A version is kept as a whole or not at all: every file is compared with its digest, and only when all are there does the
 * version take over. What is missing or half-loaded, or belongs to another version, leaves the old one as it was; the next
 * try goes on where this one ended. Pages of the old version that are still open find their scripts in the old files,
 * which stay until the version after.
 *
 * Static files of the site are all that is ever kept. Whatever is not on the list is left to the network, and so is
 * everything but GET: a report never comes through here.
 */

const SCOPE = self.registration.scope;
const CACHE = 'mingbai ' + SCOPE;
const FILES = new Map(Object.entries(LIST.files));
const WITH_PAGE = new Map(Object.entries(LIST.with_page));
const OWN = CACHE + ' ' + LIST.version;
const FIRST_PAGE = 'index.html';
/* How many files are fetched at once, so that the page that is being read is not held up. */
const HANDS = 4;
/* How many opened pages are kept beside the list. */
const OPENED = 50;

self.addEventListener('install', function (event) {
  event.waitUntil(install().then(() => self.skipWaiting()));
});

self.addEventListener('activate', function (event) {
  event.waitUntil(activate());
});

/* A page that was opened before there was a worker asks to be kept. */
self.addEventListener('message', function (event) {
  const url = event.data && event.data.keep;
  const path = typeof url === 'string' ? pathOf(new Request(url)) : null;
  if (path === null || FILES.has(path) || !mayBeOpened(path)) return;
  event.waitUntil(caches.open(OWN).then((own) => renew(path, own)).catch(() => false));
});

self.addEventListener('fetch', function (event) {
  const request = event.request;
  const path = pathOf(request);
  if (path === null) return;
  if (FILES.has(path)) {
    event.respondWith(listed(path, request));
  } else if (path.indexOf('assets/') === 0) {
    event.respondWith(ofAnyVersion(path, request));
  } else if (request.mode === 'navigate' && FILES.has(path + '/' + FIRST_PAGE)) {
    event.respondWith(Response.redirect(address(path) + '/'));
  } else if (request.mode === 'navigate' && mayBeOpened(path)) {
    event.respondWith(opened(path, request, event));
  }
});

/* The file of the site that is asked for; null where it is none of the worker's business. */
function pathOf(request) {
  const url = request.url.split(/[?#]/)[0];
  if (request.method !== 'GET' || request.headers.has('range') || url.indexOf(SCOPE) !== 0) return null;
  try {
    return withFirstPage(decodeURIComponent(url.slice(SCOPE.length)));
  } catch (error) {
    return null;
  }
}

function withFirstPage(path) {
  return path === '' || path.endsWith('/') ? path + FIRST_PAGE : path;
}

function address(path) {
  return SCOPE + path.split('/').map(encodeURIComponent).join('/');
}

function mayBeOpened(path) {
  return LIST.visited.some((folder) => path.indexOf(folder) === 0);
}

/* Keeping a version */

async function install() {
  const own = await caches.open(OWN);
  const before = await namesOfOthers();
  await inTurn(Array.from(FILES.keys()), (path) => keep(path, own, before));
  const pages = await openedBefore(before);
  await inTurn(pages, (path) => renew(path, own));
}

/* Does something with each of a list, a few at a time; the first failure ends it. */
function inTurn(list, work) {
  const rest = list.slice();
  async function hand() {
    while (rest.length > 0) {
      try {
        await work(rest.shift());
      } catch (error) {
        rest.length = 0;
        throw error;
      }
    }
  }
  return Promise.all(Array.from({ length: HANDS }, hand));
}

/* Puts a file into the cache of this version: from there, from another version's, or from the network. */
async function keep(path, own, before) {
  const key = address(path);
  const kept = await own.match(key);
  if (kept) return kept;
  for (const name of before) {
    const same = await sound(path, await (await caches.open(name)).match(key));
    if (same) return put(key, same, own);
  }
  // The name of an asset changes with what is in it, so what the browser holds of it is as good as the server's.
  const ways = path.indexOf('assets/') === 0 ? ['default', 'reload'] : ['no-cache', 'reload'];
  for (const way of ways) {
    const fetched = await sound(path, await fetch(key, { cache: way, credentials: 'same-origin' }));
    if (fetched) return put(key, fetched, own);
  }
  throw new Error(path + ' is not that of version ' + LIST.version);
}

async function put(key, response, cache) {
  await cache.put(key, response.clone());
  return response;
}

/* The response, made anew, if it holds what the list says; one that came by way of a redirection could open no page. */
async function sound(path, response) {
  if (!response || !response.ok) return null;
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => ('0' + byte.toString(16)).slice(-2)).join('');
  return hex.indexOf(FILES.get(path) || WITH_PAGE.get(path)) === 0 ? new Response(bytes, { headers: response.headers }) : null;
}

/* The caches of other versions, the latest first. */
async function namesOfOthers() {
  const names = await caches.keys();
  return names.filter((name) => name.indexOf(CACHE + ' ') === 0 && name !== OWN).reverse();
}

async function activate() {
  if (FILES.size === 0) return leave();
  const notes = await caches.open(CACHE);
  const said = await notes.match(SCOPE);
  const before = said ? await said.text() : '';
  for (const name of await namesOfOthers()) {
    if (name !== before) await caches.delete(name);
  }
  await notes.put(SCOPE, new Response(OWN));
  return self.clients.claim();
}

/* A site whose list is empty wants no worker: all that was kept goes, and open pages come from the network again. */
async function leave() {
  const names = await namesOfOthers();
  await Promise.all(names.concat(CACHE, OWN).map((name) => caches.delete(name)));
  await self.registration.unregister();
  const pages = await self.clients.matchAll({ type: 'window' });
  await Promise.all(pages.map((page) => page.navigate(page.url)));
}

/* Answering */

function listed(path, request) {
  return kept(path).catch(() => fetch(request));
}

/* A browser that is short of room may have let a file go: then it is fetched and kept again. */
async function kept(path) {
  const own = await caches.open(OWN);
  return (await own.match(address(path))) || keep(path, own, []);
}

async function ofAnyVersion(path, request) {
  const found = await caches.match(address(path)).catch(() => undefined);
  return found || fetch(request);
}

/* Pages that are kept once they were opened */

async function opened(path, request, event) {
  const key = address(path);
  const own = await caches.open(OWN).catch(() => undefined);
  const found = own && (await own.match(key).catch(() => undefined));
  if (found) return found;
  try {
    const response = await fetch(request);
    if (own && response.ok) event.waitUntil(remember(key, response.clone(), own).catch(() => false));
    return response;
  } catch (error) {
    return Response.redirect(address('offline/' + FIRST_PAGE));
  }
}

/* Keeps a page if it is one of this version: that is, if it names assets and all of them are on the list. */
async function remember(key, response, own) {
  const html = await response.text();
  const assets = (html.match(/assets\/[^"]+/g) || []).map(decodeURIComponent);
  if (assets.length === 0 || !assets.every((asset) => FILES.has(asset) || WITH_PAGE.has(asset))) return false;
  const before = await namesOfOthers();
  await inTurn(assets.filter((asset) => WITH_PAGE.has(asset)), (asset) => keep(asset, own, before));
  await own.put(key, new Response(html, { headers: response.headers }));
  const pages = await openedIn(own);
  await Promise.all(pages.slice(0, -OPENED).map((path) => own.delete(address(path))));
  return true;
}

/* The pages of a cache that are not on the list, the oldest first. */
async function openedIn(cache) {
  const requests = await cache.keys();
  return requests.map(pathOf).filter((path) => path !== null && !FILES.has(path) && !WITH_PAGE.has(path) && mayBeOpened(path));
}

async function openedBefore(names) {
  const pages = new Set();
  for (const name of names) {
    for (const path of await openedIn(await caches.open(name))) pages.add(path);
  }
  return Array.from(pages).slice(-OPENED);
}

/* Fetches a page that was opened in an earlier version; one that is no more is let go. */
async function renew(path, own) {
  const key = address(path);
  if (await own.match(key)) return;
  const response = await fetch(key, { cache: 'no-cache', credentials: 'same-origin' });
  const gone = response.status === 404 || response.status === 410;
  if (!gone && !(response.ok && (await remember(key, response, own)))) throw new Error(path + ' is not of version ' + LIST.version);
}
