// SPDX-License-Identifier: Apache-2.0
//
// line.mjs - what may lie between a browser and the dashboard: a line that goes silent and a proxy without its server. Only bytes are passed on.
import { connect, createServer } from 'node:net';

// `silence()`: of the connections that are open nothing passes any more, and nobody is told; later ones pass. `refuse(true)`: open
// connections end, and every request is answered 502 with the page of a proxy, as while the dashboard is started again.
export async function openLine(to) {
  const { hostname, port } = new URL(to);
  const pairs = new Set();
  let refusing = false;
  const refused = [];
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (refusing) {
      near.once('data', (head) => {
        refused.push(head.toString('latin1').split(/[ ?]/)[1]);
        near.end('HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 12\r\nConnection: close\r\n\r\n<p>502</p>\r\n');
      });
      return;
    }
    const far = connect(Number(port), hostname);
    const pair = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      pair.forEach((s) => s.destroy());
    };
    far.on('error', end).on('close', () => pairs.has(pair) && end());
    near.on('error', end).on('close', () => pairs.has(pair) && end());
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const still = [];
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    refused, // their paths
    silence() {
      for (const pair of pairs) {
        pair.forEach((s) => s.unpipe().pause());
        still.push(pair);
      }
      pairs.clear();
    },
    refuse(on) {
      refusing = on;
      if (on) [...pairs].forEach(([near]) => near.destroy());
    },
    close() {
      [...pairs, ...still].flat().forEach((s) => s.destroy());
      server.close();
    },
  };
}
