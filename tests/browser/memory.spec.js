// The modules' own functions that copy and fill memory do what JavaScript's do. What is for offices only has those of Rust's library.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { dice } from './households.js';
import { expect, folder, test } from './site.js';

const modules = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.wasm') && !file.startsWith('screener.'));

for (const file of modules) {
  test(`memory in ${file}`, async () => {
    const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'assets', file)), {});
    const { memory, room, memcpy, memmove, memset } = instance.exports;
    const SIZE = 256;
    const start = room(SIZE);
    const bytes = new Uint8Array(memory.buffer, start, SIZE);
    const dots = dice(7);
    const random = (below) => Math.floor(dots() * below);
    for (let round = 0; round < 5_000; round++) {
      const length = random(round % 2 ? 20 : SIZE);
      const [to, from] = [random(SIZE - length + 1), random(SIZE - length + 1)];
      bytes.forEach((_, at) => (bytes[at] = random(256)));
      const wanted = bytes.slice().copyWithin(to, from, from + length);
      const apart = Math.abs(to - from) >= length;
      expect((apart && round % 3 ? memcpy : memmove)(start + to, start + from, length)).toBe(start + to);
      expect(Buffer.compare(bytes, wanted)).toBe(0);
      expect(memset(start + to, round, length)).toBe(start + to);
      expect(Buffer.compare(bytes, wanted.fill(round, to, to + length))).toBe(0);
    }
  });
}
