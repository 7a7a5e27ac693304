// The site as a county's server gives it: compressed, hashed files kept for ever.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { types } from '../tests/browser/server.js';

/** A file's bytes as brotli 11 sends them. */
export function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** Serves `folder` on a free port; resolves to `{ url, close }`. */
export function serve(folder) {
  const kept = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    let file = join(folder, normalize(path));
    try {
      if (statSync(file).isDirectory()) file = join(file, 'index.html');
      if (!kept.has(file)) kept.set(file, brotli(readFileSync(file)));
    } catch {
      response.writeHead(404).end();
      return;
    }
    const forEver = path.includes('/assets/');
    response.writeHead(200, {
      'content-type': types[extname(file)] || 'application/octet-stream',
      'content-encoding': 'br',
      'cache-control': forEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    response.end(kept.get(file));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${server.address().port}/`;
      resolve({ url, close: () => new Promise((done) => server.close(done)) });
    });
  });
}
