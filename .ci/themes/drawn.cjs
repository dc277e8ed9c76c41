// What is drawn and means something must be seen, whatever colours the reader has asked for. The question is put to the picture
// and not to the sheet: take the thing away, or what tells it from its like, and the pixels must differ, strongly enough.
"use strict";

/**
 * Each is found on some page of every theme, of those in `only`, or of all but those in `not`: a name, what the page's file says where there is one, a selector, and what
 * takes the meaning away: a function of the element, or the name of what is hidden.
 */
const MEANINGS = [
  { name: "the current page in the navigation", file: /<li><a href="[^"]*" aria-current="page">/, at: ".site-nav [aria-current]", without: (one) => one.removeAttribute("aria-current") },
  { name: "the current filter", file: /class="filters"[^]*aria-current="true"[^]*<\/nav>/, at: ".filters [aria-current]", without: (one) => one.removeAttribute("aria-current"), open: true },
  { name: "the switch of light and dark", file: /class="scheme-switch"/, at: ".scheme-switch svg", without: "hide" },
  { name: "the focus", file: /<main/, at: "main a[href]", without: (one) => one.blur(), before: (one) => one.focus({ focusVisible: true }) },
  { name: "the years of a skill in the list", file: /class="span"/, at: ".span rect", without: "hide" },
  { name: "the years of a skill on its page", file: /class="skill-span"/, at: ".skill-span rect", without: "hide" },
  { name: "evidence in the matrix", file: /class="matrix"/, at: ".matrix .in-named", without: (one) => { one.className = ""; one.replaceChildren(); } },
  { name: "code as evidence in the matrix", file: /class="matrix"/, at: ".matrix .in-code", without: (one) => { one.className = ""; one.replaceChildren(); } },
  { name: "code as evidence, beside a name only", file: /class="matrix"/, at: ".matrix .in-code", without: (one) => {
    const other = document.querySelector(".matrix .in-named");
    one.className = other.className;
    one.innerHTML = other.innerHTML;
  } },
  { name: "a job on the time axis", file: /class="timeline"/, at: ".timeline .has-span, .timeline .has-span .entry-body", without: "::before", not: ["base"] },
  { name: "an event on the time axis", file: /class="timeline"/, at: ".timeline .timeline-mark, .timeline .timeline-mark .entry-body", without: "::before", not: ["base"] },
  { name: "a marked line of code", file: /class="line mark"/, at: ".line.mark", without: (one) => one.classList.remove("mark") },
  { name: "an added line", file: /class="line ins"/, at: ".line.ins", without: (one) => one.classList.remove("ins") },
  { name: "a removed line", file: /class="line del"/, at: ".line.del", without: (one) => one.classList.remove("del") },
  // A quiet sheet for most; who asks for more has its edge.
  { name: "the frame of code", asked: true, file: /class="code-head"/, at: ".prose > .code:has(.code-head)", without: (one) => { one.style.cssText = "background: none; border: 0; box-shadow: none"; } },
  { name: "a cover", file: /class="cover-art/, at: ".cover-art", without: "hide", only: ["mosaic"] },
  { name: "whether somebody is to be had", file: /class="fact-availability/, at: ".availability-open strong, .availability-limited strong", without: "::before", only: ["atelier", "mosaic"] },
];

/** Scrolls to an element: where the window then is, and the part of it in which the element and its focus ring are seen. */
function frame(one) {
  one.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const box = one.getBoundingClientRect();
  const [x, y] = [Math.max(0, box.left - 12), Math.max(0, box.top - 12)];
  return { scroll: scrollY, clip: { x: x + scrollX, y: y + scrollY, width: Math.min(innerWidth, box.right + 12) - x, height: Math.min(innerHeight, box.bottom + 12) - y } };
}

/** The strongest contrast between two pictures at one place, where at least `count` pixels have it. Runs in a page of its own. */
async function compare([one, other]) {
  const pixels = async (base64) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  const linear = (part) => (part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = (data, i) => 0.2126 * linear(data[i]) + 0.7152 * linear(data[i + 1]) + 0.0722 * linear(data[i + 2]) + 0.05;
  const strong = [];
  for (let i = 0; i < Math.min(a.length, b.length); i += 4) {
    if (a[i] === b[i] && a[i + 1] === b[i + 1] && a[i + 2] === b[i + 2]) continue;
    const [high, low] = [light(a, i), light(b, i)].sort((x, y) => y - x);
    strong.push(high / low);
  }
  strong.sort((x, y) => y - x);
  // A stray pixel is no sign: the twelfth of the strongest is taken.
  return strong[11] ?? 1;
}

/** The first element of a meaning that is to be seen, or null. */
async function first(page, { at, without }) {
  const seen = (one, part) => {
    const drawn = part === null || !["none", "normal"].includes(getComputedStyle(one, part).content);
    return drawn && one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0;
  };
  for (const one of await page.$$(at)) if (await one.evaluate(seen, without === "::before" ? without : null)) return one;
  return null;
}

async function takeAway(page, element, meaning) {
  if (meaning.without === "hide") return element.evaluate((one) => one.style.setProperty("visibility", "hidden"));
  if (meaning.without !== "::before") return element.evaluate(meaning.without);
  return page.evaluate((at) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:is(${at})::before { visibility: hidden !important; }`);
    document.adoptedStyleSheets.push(sheet);
  }, meaning.at);
}

/**
 * How strongly a meaning shows on the page that is open, for each of `modes` ({ scheme, media }), in their order; null if the page has no
 * such thing. `eye` is a page that compares.
 */
async function strengths(page, eye, meaning, modes) {
  if (meaning.open) await page.evaluate(() => document.querySelectorAll(".filters details").forEach((one) => { one.open = true; }));
  const element = await first(page, meaning);
  if (element === null) return null;
  if (meaning.before) await element.evaluate(meaning.before);
  const protocol = await page.context().newCDPSession(page);
  const frames = [];
  const pictures = async (choose) => {
    const taken = [];
    for (const [number, { scheme, media }] of modes.entries()) {
      await page.emulateMedia(media);
      if (scheme) await page.evaluate((name) => { document.documentElement.dataset.scheme = name; }, scheme);
      const { clip } = await choose(number);
      // Asked of the browser itself: Playwright's own screenshots wait for frames that nothing here needs.
      const { data } = await protocol.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true, clip: { ...clip, scale: 1 } });
      taken.push(data);
    }
    return taken;
  };
  const whole = await pictures(async (number) => (frames[number] = await element.evaluate(frame)));
  await takeAway(page, element, meaning);
  const less = await pictures(async (number) => {
    await page.evaluate((top) => scrollTo(0, top), frames[number].scroll);
    return frames[number];
  });
  await protocol.detach();
  return Promise.all(whole.map((one, number) => eye.evaluate(compare, [one, less[number]])));
}

module.exports = { MEANINGS, strengths };
