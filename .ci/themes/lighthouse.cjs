// Lighthouse, as on a phone, on three pages of each theme.
//
//   node lighthouse.cjs MODULES FOLDER THEME...
//
// Accessibility, best practices and search engines must be 100, and nothing may shift. Performance depends on the machine: a
// run with less than 98 is done three times and the median counts, which is reported, and fails below 90.
"use strict";
const net = require("node:net");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { launch } = require("./browser.cjs");
const { serve } = require("./server.cjs");

const [modules, folder, ...themes] = process.argv.slice(2);

const PAGES = ["/", "/projects/ledgerline/", "/skills/"];
const HARD = ["accessibility", "best-practices", "seo"];
const AIM = 98;
const LEAST = 90;

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const shiftOf = (run) => run.audits["cumulative-layout-shift"].numericValue;
const score = (run) => Math.round(run.categories.performance.score * 100);

async function main() {
  const { default: lighthouse } = await import(pathToFileURL(path.join(modules, "lighthouse", "core", "index.js")).href);
  const port = await freePort();
  const browser = await launch(modules, `--remote-debugging-port=${port}`);
  let failures = 0;
  try {
    for (const theme of themes) {
      const begun = Date.now();
      const site = await serve(path.resolve(folder, theme));
      const shown = [];
      for (const address of PAGES) {
        const audit = async (onlyCategories) => {
          const result = await lighthouse(site.origin + address, { port, logLevel: "error", output: "json", onlyCategories });
          if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message ?? "no result"}`);
          return result.lhr;
        };
        const fail = (text) => { failures += 1; console.log(`${theme} ${address}: ${text}`); };
        const first = await audit(["performance", ...HARD]);
        for (const name of HARD) {
          const category = first.categories[name];
          if (category.score === 1) continue;
          const wrong = category.auditRefs.map((one) => first.audits[one.id]).filter((one) => one.score !== null && one.score < 1);
          fail(`${name} ${Math.round(category.score * 100)}: ${wrong.map((one) => one.title).join("; ")}`);
        }
        const runs = [first];
        if (score(first) < AIM || shiftOf(first) !== 0) runs.push(await audit(["performance"]), await audit(["performance"]));
        // What is painted before the page has been read may move now and then (see `quiet` in check.cjs); what the page moves, moves each time.
        const shift = Math.min(...runs.map(shiftOf));
        if (shift !== 0) fail(`the layout shifts by ${shift}`);
        const performance = runs.map(score).sort((a, b) => a - b)[runs.length >> 1];
        if (!(performance >= LEAST)) fail(`performance ${performance}`);
        shown.push(`${address} ${performance}`);
      }
      site.close();
      console.log(`${theme}: performance ${shown.join(", ")}; ${((Date.now() - begun) / 1000).toFixed(0)} s`);
    }
  } finally {
    await browser.close();
  }
  console.log(`${failures} failures`);
  process.exitCode = failures === 0 && themes.length > 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
