// A static server on loopback: files below one folder, compressed, with a strict content security policy as header.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const zlib = require("node:zlib");

const TYPES = {
  ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon", ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".pdf": "application/pdf", ".png": "image/png",
  ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
  ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml",
};

const POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'";

function find(root, address) {
  const plain = decodeURIComponent(new URL(address, "http://x/").pathname);
  const file = path.join(root, path.normalize(plain));
  if (!file.startsWith(root)) return null;
  for (const one of [file, path.join(file, "index.html")]) {
    if (fs.existsSync(one) && fs.statSync(one).isFile()) return one;
  }
  return null;
}

/** Sends a page as a slow line does: its head, then `pieces` bytes at a time, each painted before the next is there. */
async function trickle(response, body, pieces) {
  let at = body.indexOf("<body");
  response.write(body.subarray(0, at));
  for (let count = 0; at < body.length; count += 1, at += pieces) {
    response.write(body.subarray(at, at + pieces));
    // What is below the first screens moves nothing that is seen.
    await new Promise((done) => setTimeout(done, count < 16 ? 40 : 2));
  }
  response.end();
}

/** Serves `root`; resolves to `{ origin, close }`. With `pieces`, pages come in pieces of that many bytes. */
function serve(root, { pieces } = {}) {
  const server = http.createServer((request, response) => {
    const file = find(root, request.url);
    const shown = file ?? path.join(root, "404.html");
    const type = TYPES[path.extname(shown)] ?? "application/octet-stream";
    const slow = pieces !== undefined && type.startsWith("text/html");
    const packs = !slow && /^(text|application\/(json|xml|manifest)|image\/svg)/.test(type);
    const body = packs ? zlib.gzipSync(fs.readFileSync(shown), { level: 6 }) : fs.readFileSync(shown);
    response.writeHead(file ? 200 : 404, {
      "content-type": type,
      ...(slow ? {} : { "content-length": body.length }),
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": shown.includes(`${path.sep}assets${path.sep}`) ? "public, max-age=31536000, immutable" : "no-cache",
      ...(packs ? { "content-encoding": "gzip" } : {}),
    });
    if (slow) trickle(response, body, pieces);
    else response.end(request.method === "HEAD" ? undefined : body);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
    });
  });
}

module.exports = { serve };
