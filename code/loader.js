/* The loader: fetches the module once, when the first code is to be shown. It is joined to bridge.js above. */

let loading;
let call;

/* Resolves when `encode` can be called. */
export function load(module, integrity) {
  if (!loading) {
    loading = fetch(module, integrity ? { integrity: integrity } : {}).then(bridge).then(
      (connected) => { call = connected; },
      (error) => { loading = undefined; throw error; },
    );
  }
  return loading;
}

/* The modules of the code of an address and a payload row by row, 1 for a dark one, or none where they are too long. */
export function encode(address, payload) {
  return Array.from(call('encode', address, payload), Number);
}
