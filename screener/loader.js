/* The loader: starts the screening inside the page's worker. It is joined to bridge.js above. */

/* Names that a crate below the readers of spreadsheets brings along for a tool that is not used here. Nothing calls them: they
   belong to random numbers for archives with a password. */
const unused = () => { throw new Error('this is never called'); };
const UNUSED = {
  __wbindgen_placeholder__: { __wbindgen_describe: unused },
  __wbindgen_externref_xform__: {
    __wbindgen_externref_statics_end: unused, __wbindgen_externref_table_set_null: unused, __wbindgen_externref_table_grow: unused,
  },
};

/* Resolves to a function that takes a call's name and what it is about and gives the answer as an object; its `bytes` gives it as
   bytes. `module` and `policy` are the addresses of the module and the packed policy. */
export async function start(module, policy, today) {
  const fetched = await Promise.all([fetch(module).then((response) => bridge(response, UNUSED)), fetch(policy)]);
  if (!fetched[1].ok) throw new Error('HTTP status ' + fetched[1].status);
  const call = fetched[0];
  const ask = (name, about) => JSON.parse(call(name, about === undefined ? '' : about));
  ask.bytes = call.bytes;
  ask.memory = call.memory;
  if (ask('unpack', new Uint8Array(await fetched[1].arrayBuffer())).refused || ask('today', today).refused) {
    throw new Error('the policy cannot be read');
  }
  return ask;
}
