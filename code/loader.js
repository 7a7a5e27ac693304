
/* The loader: fetches the module once, when the first code is to be shown. It is joined to the glue above, which has `encode`. */

let loaded;

/* Resolves when `encode(address, payload)` can be called; it gives the modules row by row, 1 for a dark one, or none where the
   text is too long. */
export function load(module, integrity) {
  if (!loaded) loaded = fetched(module, integrity).catch((error) => { loaded = undefined; throw error; });
  return loaded;
}

async function fetched(module, integrity) {
  const response = await fetch(module, integrity ? { integrity: integrity } : {});
  if (!response.ok) throw new Error('HTTP status ' + response.status);
  await __wbg_init({ module_or_path: await response.arrayBuffer() });
}
