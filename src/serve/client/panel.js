// Panel: the mark in the corner and the problems over the page, in a shadow root that no style of the page reaches.

const STATES = { connected: "Live preview", building: "Building …", lost: "Not connected; trying again" };

class Panel {
  constructor() {
    this.state = "connected";
    this.pending = 0;
    this.problems = null;
    this.dismissed = "";
    this.host = document.createElement("showpiece-preview");
    // A page without a scheme of its own follows the system here.
    if (getComputedStyle(document.documentElement).colorScheme === "normal") this.host.style.colorScheme = "light dark";
    const root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.mark = element("button", { class: "mark", type: "button" });
    this.mark.append(element("span", { class: "dot" }), element("span", { class: "count" }));
    this.mark.addEventListener("click", () => (this.isOpen ? this.dismiss() : this.open()));
    this.live = element("p", { class: "unseen", role: "status" });
    this.overlay = element("section", { class: "overlay", "aria-labelledby": "title" });
    this.overlay.hidden = true;
    const head = element("header", {});
    this.title = element("h2", { id: "title" });
    const close = element("button", { class: "close", type: "button" }, "Dismiss");
    close.append(element("kbd", {}, "Esc"));
    close.addEventListener("click", () => this.dismiss());
    head.append(this.title, close);
    this.body = element("div", { class: "problems" });
    this.overlay.append(head, this.body);
    root.append(this.overlay, this.live, this.mark);
    document.documentElement.append(this.host);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen && !event.isComposing) {
        event.preventDefault();
        event.stopPropagation();
        this.dismiss();
      }
    }, true);
    this.draw();
  }

  get hasErrors() { return Boolean(this.problems && this.problems.errors); }

  get isOpen() { return !this.overlay.hidden; }

  set(state, pending = this.pending) {
    this.state = state;
    this.pending = pending;
    this.draw();
  }

  // Shows errors that were not there before. Warnings wait behind the mark. Focus stays where it is.
  show(problems) {
    const key = problems ? problems.key : "";
    if (key === (this.problems ? this.problems.key : "")) return;
    const hadErrors = this.hasErrors;
    this.problems = problems;
    if (!problems) {
      this.overlay.hidden = true;
      this.dismissed = "";
      this.body.replaceChildren();
      this.live.textContent = hadErrors ? "All errors are fixed." : "";
    } else {
      this.title.textContent = problems.summary;
      // The server has escaped every text of it.
      this.body.innerHTML = problems.html;
      if (problems.errors > 0 && key !== this.dismissed) this.open();
      else if (problems.errors === 0) this.overlay.hidden = true;
      this.live.textContent = problems.errors > 0 ? `${problems.summary}: ${problems.first}` : "";
    }
    this.draw();
  }

  open() {
    if (this.problems) this.overlay.hidden = false;
    this.draw();
  }

  dismiss() {
    const hadFocus = this.host.shadowRoot.activeElement;
    this.dismissed = this.problems ? this.problems.key : "";
    this.overlay.hidden = true;
    this.draw();
    if (hadFocus) this.mark.focus();
  }

  draw() {
    const { errors = 0, warnings = 0, summary = "" } = this.problems || {};
    const level = errors ? "error" : warnings ? "warning" : "";
    this.mark.dataset.state = this.state;
    this.mark.dataset.level = level;
    this.mark.setAttribute("aria-expanded", String(this.isOpen));
    this.mark.tabIndex = level ? 0 : -1;
    this.mark.querySelector(".count").textContent = level ? String(errors || warnings) : "";
    const left = this.pending ? `${this.pending} pages to be checked` : "";
    const words = [STATES[this.state], summary, left].filter(Boolean).join(", ");
    this.mark.title = words;
    this.mark.setAttribute("aria-label", words);
  }
}

function element(name, attributes, text = "") {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

