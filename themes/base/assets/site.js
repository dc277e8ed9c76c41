/* Conveniences only; every page works without them: the colour-scheme switch, copy buttons on
   code, and the print button of the résumé. */
(function (doc) {
  "use strict";
  var root = doc.documentElement;
  var system = matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  }

  /* The choice is remembered only while it differs from the system's. */
  function setDark(dark) {
    var choice = dark === system.matches ? "" : dark ? "dark" : "light";
    if (choice) root.dataset.theme = choice;
    else delete root.dataset.theme;
    try {
      if (choice) localStorage.setItem("colour-scheme", choice);
      else localStorage.removeItem("colour-scheme");
    } catch (e) { /* it holds for this page */ }
  }

  doc.querySelectorAll(".scheme-switch").forEach(function (button) {
    function name() {
      var label = isDark() ? button.dataset.toLight : button.dataset.toDark;
      button.setAttribute("aria-label", label);
      button.title = label;
    }
    button.addEventListener("click", function () { setDark(!isDark()); name(); });
    system.addEventListener("change", name);
    name();
    button.hidden = false;
  });

  /* What is copied is the code: no prompts, no output of a session, no removed lines. */
  function textOf(figure) {
    var text = "";
    figure.querySelectorAll("pre").forEach(function (pre) {
      var copy = pre.cloneNode(true);
      copy.querySelectorAll(".gp, .go, .gt, .gr, .line.del").forEach(function (part) { part.remove(); });
      text += copy.textContent;
    });
    if (figure.querySelector(".gp")) text = text.replace(/\n\s*(?=\n)/g, "");
    return text.replace(/^\n+|\n+$/g, "") + "\n";
  }

  function addCopy(figure) {
    if (!figure.querySelector("pre") || !navigator.clipboard || figure.querySelector("button.copy")) return;
    var button = doc.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = doc.body.dataset.copy;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(textOf(figure)).then(function () {
        button.textContent = doc.body.dataset.copied;
        setTimeout(function () { button.textContent = doc.body.dataset.copy; }, 2000);
      });
    });
    (figure.querySelector(".code-head") || figure).append(button);
  }
  function addCopies() {
    doc.querySelectorAll("figure.code:not([data-no-copy])").forEach(addCopy);
  }
  addCopies();
  /* The preview has put new code into the page. */
  doc.addEventListener("showpiece:updated", addCopies);

  doc.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { print(); });
    button.hidden = false;
  });
})(document);
