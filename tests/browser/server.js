// A static server for one folder, as plain as any host of a county.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

export const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves `folder` on a free port; resolves to `{ url, folder, asked, cut, close }`: `asked` grows by the method and the path of every
 * request, and while `cut` is set every connection breaks; another `folder` takes the place of the first. `type` may replace a file's content type.
 */
export function serve(folder, type = (file) => types[extname(file)] || 'application/octet-stream') {
  const site = { folder, asked: [], cut: false, close };
  const server = createServer((request, response) => {
    if (site.cut) {
      request.socket.destroy();
      return;
    }
    site.asked.push(`${request.method} ${request.url}`);
    const path = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    let file = join(site.folder, normalize(path));
    try {
      if (statSync(file).isDirectory()) file = join(file, 'index.html');
      statSync(file);
    } catch {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': type(file) });
    createReadStream(file).pipe(response);
  });
  // A browser keeps connections open as long as it likes.
  function close() {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  }
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(Object.assign(site, { url: `http://127.0.0.1:${server.address().port}/` }));
    });
  });
}
