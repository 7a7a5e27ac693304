/* The worker of 干部筛查: reads, screens and writes beside the page, so that the page never waits. It asks for nothing but its own
   program, when it starts; whoever wants it to stop ends it. */

import { start } from './screener.js';

/* Bytes of a file, and households, at a time. */
const BYTES = 1 << 22;
const HOUSEHOLDS = 200;

let ask;
let halted = false;

const works = {
  async start(about) {
    ask = await start(about.module, about.rules, about.today);
    return ask('questions');
  },

  async open(file, tell) {
    const begun = ask('file', String(file.size));
    if (begun && begun.refused) return begun;
    for (let at = 0; at < file.size; at += BYTES) {
      ask.bytes('bytes', new Uint8Array(await bytes(file.slice(at, at + BYTES))));
      tell({ done: Math.min(at + BYTES, file.size), of: file.size });
    }
    tell({});
    const opened = ask('open');
    return opened.refused ? opened : Object.assign(opened, { first: ask('sheet', '0') });
  },

  sheet: (place) => ask('sheet', String(place)),

  screen(mapping, tell) {
    const begun = ask('begin', JSON.stringify(mapping));
    if (begun.refused) return begun;
    let step;
    do {
      step = ask('step', String(HOUSEHOLDS));
      if (step.refused) return step;
      tell({ done: step.done, of: begun.households, wrong: step.wrong });
    } while (step.more);
    return Object.assign(ask('summary'), { memory: ask.memory() });
  },

  view: (query) => ask('view', JSON.stringify(query)),

  household: (place) => ask('household', String(place)),

  wrong: (from) => ask('wrong', String(from)),

  async write(what, tell) {
    const begun = ask('export', what);
    if (begun.refused) return begun;
    halted = false;
    const blobs = [];
    let step;
    do {
      step = ask('more');
      if (step.refused) return step;
      const parts = [];
      for (let part = ask.bytes('part'); part.length; part = ask.bytes('part')) parts.push(part);
      blobs.push(new Blob(parts));
      if (step.done) tell({ done: step.done, of: begun.of });
      // What was asked for meanwhile is answered, and whoever wants no more of it can say so.
      await turn();
    } while (step.more && !halted);
    if (halted) {
      ask('stop');
      return { halted: true };
    }
    return { file: new Blob(blobs), memory: ask.memory() };
  },

  halt() {
    halted = true;
  },
};

const turn = () => new Promise((resolve) => { setTimeout(resolve); });

function bytes(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(Object.assign(new Error('the file cannot be read'), { unreadable: true }));
    reader.readAsArrayBuffer(blob);
  });
}

self.onmessage = async (event) => {
  const id = event.data.id;
  const tell = (progress) => self.postMessage({ id: id, progress: progress });
  try {
    self.postMessage({ id: id, answer: await works[event.data.name](event.data.about, tell) });
  } catch (error) {
    // A module that was stopped within a call is of no more use.
    self.postMessage({ id: id, failed: error.unreadable ? 'unreadable' : 'broken' });
  }
};
