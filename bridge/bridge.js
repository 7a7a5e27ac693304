/* The way of text between scripts and a module of WebAssembly; the crate `bridge` is its other half. */

/* Starts the module of a response; resolves to a function that takes a call's name and what it is about, texts (NUL stands
   between them) or bytes, and gives the answer as text; its `bytes` gives it as bytes, its `memory` how many the module has.
   `imports` are for a module that asks for any. */
async function bridge(response, imports) {
  if (!response.ok) throw new Error('HTTP status ' + response.status);
  /* An older browser, and a host that does not know what such a file is, have it from the bytes. */
  const copy = response.clone();
  const whole = () => copy.arrayBuffer().then((bytes) => WebAssembly.instantiate(bytes, imports || {}));
  const streaming = WebAssembly.instantiateStreaming && WebAssembly.instantiateStreaming(response, imports || {});
  const started = await (streaming ? streaming.catch(whole) : whole());
  const wasm = started.instance.exports;
  const writer = new TextEncoder();
  const reader = new TextDecoder();
  const answer = (name, about) => {
    const head = writer.encode(name + '\0');
    const body = typeof about[0] === 'string' ? writer.encode(about.join('\0')) : about[0] || [];
    const length = head.length + body.length;
    const at = wasm.room(length);
    const room = new Uint8Array(wasm.memory.buffer, at, length);
    room.set(head);
    room.set(body, head.length);
    const answered = wasm.call();
    return new Uint8Array(wasm.memory.buffer, wasm.answer(), answered);
  };
  const call = (name, ...about) => reader.decode(answer(name, about));
  call.bytes = (name, ...about) => answer(name, about).slice();
  call.memory = () => wasm.memory.buffer.byteLength;
  return call;
}
