// The browser of all checks and pictures.
"use strict";
const path = require("node:path");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts Debian's Chromium, or the one that CHROME_PATH names, with further flags. `modules` has playwright-core. */
function launch(modules, ...flags) {
  const { chromium } = require(path.join(modules, "playwright-core"));
  return chromium.launch({ executablePath: process.env.CHROME_PATH || "/usr/bin/chromium", args: [...flags, ...FLAGS] });
}

module.exports = { launch };
