/* The loader: it is loaded where reports are sealed, and tells the page so. It is joined to bridge.js above. */

let call;

/* Resolves when `seal` can be called. */
function load(module, integrity) {
  return fetch(module, integrity ? { integrity: integrity } : {}).then(bridge).then((connected) => { call = connected; });
}

/* What stands in a report for the personal fields: { key, box }. `report` is its Idempotency-Key, `text` the fields as JSON. */
function seal(key, report, text) {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => ('0' + byte.toString(16)).slice(-2)).join('');
  const sealed = call('seal', key, report, random, text).split(' ');
  if (!sealed[1]) throw new Error('this cannot be sealed');
  return { key: sealed[0], box: sealed[1] };
}

document.dispatchEvent(new CustomEvent('sealing', { detail: { load: load, seal: seal } }));
