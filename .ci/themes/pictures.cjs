// The pictures of the README and of the guide: one page of each theme, light and dark, as small WebP files.
//
//   node pictures.cjs MODULES FOLDER OUT
//
// MODULES is a node_modules with playwright-core, FOLDER has the built site of each theme in a folder of its name. The browser that
// looks also encodes, so that no other program is needed.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { launch } = require("./browser.cjs");
const { serve } = require("./server.cjs");

const [modules, folder, out] = process.argv.slice(2);

// What shows most of a theme's character on its first screen.
const PAGES = { atelier: "/", mosaic: "/projects/", terminal: "/", paper: "/projects/ledgerline/" };
const WINDOW = { width: 1280, height: 960 };
const WIDTH = 1120;
const QUALITY = 0.78;

/** A page's first screen as PNG, once fonts and pictures are there. */
async function look(browser, origin, address, scheme) {
  const context = await browser.newContext({ viewport: WINDOW, colorScheme: scheme, reducedMotion: "reduce", deviceScaleFactor: 2 });
  const page = await context.newPage();
  // Fonts are optional, so that the first page may be without them; the second has them in its cache.
  for (const one of [address, address]) await page.goto(origin + one, { waitUntil: "load" });
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].filter((image) => image.loading !== "lazy").map((image) => image.decode()));
  });
  const png = await page.screenshot();
  await context.close();
  return png;
}

/** The same, smaller, as WebP. */
async function shrink(page, png) {
  const data = await page.evaluate(async ([source, width, quality]) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = Math.round((image.naturalHeight * width) / image.naturalWidth);
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/webp", quality);
  }, [`data:image/png;base64,${png.toString("base64")}`, WIDTH, QUALITY]);
  if (!data.startsWith("data:image/webp;base64,")) throw new Error("this browser does not write WebP");
  return Buffer.from(data.slice(data.indexOf(",") + 1), "base64");
}

async function main() {
  const browser = await launch(modules);
  const desk = await browser.newPage();
  for (const [theme, address] of Object.entries(PAGES)) {
    const site = await serve(path.join(folder, theme));
    for (const [scheme, ending] of [["light", ""], ["dark", "-dark"]]) {
      const file = path.join(out, `${theme}${ending}.webp`);
      fs.writeFileSync(file, await shrink(desk, await look(browser, site.origin, address, scheme)));
      console.log(`${file}: ${fs.statSync(file).size} bytes`);
    }
    site.close();
  }
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
