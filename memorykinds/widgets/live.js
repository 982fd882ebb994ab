// Shows the HTML that Python made, and turns what a person does into calls of Python methods.
//
// An element with data-act="method" and data-args="[…]" calls that method: a button when it is
// pressed, a field or slider with its value while it changes, a form with its fields when it is
// sent. Python answers with new HTML, which is worked into the old: an element that is still
// there stays the same element, so the focus, the caret, a slider under the finger and how far
// one has scrolled are kept.

const DEBOUNCE = { range: 40, search: 200 };  // milliseconds after the last change
const PATIENCE = 10_000;  // how long Python may take before one is told

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.remove();
  },
};

class View {
  constructor(model, el) {
    this.model = model;
    this.name = Math.random().toString(36).slice(2);  // a widget may be shown twice
    this.calls = 0;
    this.underWay = null;
    this.waiting = new Map();  // the newest call of each control, in the order they came
    this.timers = new Map();
    this.origin = null;  // the element whose call is under way

    this.content = document.createElement("div");
    this.status = document.createElement("p");
    this.status.setAttribute("role", "status");
    this.status.className = "mk-status";
    this.root = document.createElement("div");
    this.root.className = "memorykinds-live";
    this.root.append(this.content, this.status);
    el.append(this.root);
    this.shown = new ResizeObserver(() => this.claimKeys());  // it stands in its box by then
    this.shown.observe(this.root);

    this.root.addEventListener("click", (event) => this.onClick(event));
    this.root.addEventListener("input", (event) => this.onInput(event));
    this.root.addEventListener("submit", (event) => this.onSubmit(event));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.listeners = {
      "change:html": () => this.draw(),
      "change:status": () => { this.status.textContent = model.get("status"); },
      "change:error": () => this.tell(model.get("error")),
      "change:answered": () => this.onAnswer(model.get("answered")),
    };
    for (const [name, listener] of Object.entries(this.listeners)) model.on(name, listener);
    this.draw();
  }

  remove() {
    for (const [name, listener] of Object.entries(this.listeners)) this.model.off(name, listener);
    for (const timer of this.timers.values()) clearTimeout(timer);
    clearTimeout(this.patience);
    this.shown.disconnect();
  }

  // Keep Lab's own shortcuts (arrows leave the cell) from whatever has the focus in our box, the
  // toolbar's buttons too. Lab looks for the mark on the very element that has the focus.
  claimKeys() {
    this.shown.disconnect();
    const box = this.root.closest(".widget-vbox") ?? this.root;
    box.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
  }

  // -- what a person does ------------------------------------------------------------------

  onClick(event) {
    const button = event.target.closest("button[data-act], g[data-act]");
    if (button) this.call(button, []);
  }

  onInput(event) {
    const control = event.target;
    if (control.type === "range") showNumber(control);
    if (!control.dataset.act) return;
    clearTimeout(this.timers.get(control));
    const send = () => this.call(control, [valueOf(control)]);
    this.timers.set(control, setTimeout(send, DEBOUNCE[control.type] ?? 0));
  }

  onSubmit(event) {
    event.preventDefault();
    const form = event.target;
    this.call(form, [], Object.fromEntries(new FormData(form)));
    if ("cleared" in form.dataset) form.reset();
  }

  onKey(event) {
    if (event.isComposing) return;  // Enter ends a word of Japanese, not the sentence
    if (event.key === "Enter" && event.target.form) this.onEnter(event);
    if (event.key !== "Escape") return;
    const button = this.content.querySelector("button[data-escape]");
    if (button) {
      event.preventDefault();
      button.click();
    }
  }

  // Lab keeps a browser's own way from a field's Enter to its form, so we go it ourselves.
  onEnter(event) {
    const { nodeName, form } = event.target;
    const sends = nodeName === "INPUT" || (nodeName === "TEXTAREA" && (event.ctrlKey || event.metaKey));
    if (!sends) return;
    event.preventDefault();
    form.requestSubmit();
  }

  // -- calls: one at a time, so that no late answer can overtake a newer one ----------------

  call(element, values, fields = {}) {
    const { act, args, key } = element.dataset;
    const call = { act, args: [...JSON.parse(args), ...values], fields, key, element };
    // A slider that moved on wants its newest value alone; each press of a button counts.
    const slot = values.length ? key : `${key} ${this.calls}`;
    this.waiting.delete(slot);
    this.waiting.set(slot, { ...call, call: `${this.name}:${++this.calls}` });
    this.sendNext();
  }

  sendNext() {
    if (this.underWay || !this.waiting.size) return;
    const [slot, { element, ...call }] = this.waiting.entries().next().value;
    this.waiting.delete(slot);
    this.underWay = call.call;
    this.origin = element;
    this.tell("");
    this.root.setAttribute("aria-busy", "true");
    this.patience = setTimeout(() => {
      this.status.textContent =
        "Python has not answered yet. If the kernel was restarted, run the cell again.";
    }, PATIENCE);
    this.model.send(call);
  }

  onAnswer(call) {
    if (call !== this.underWay) return;
    clearTimeout(this.patience);
    this.root.removeAttribute("aria-busy");
    this.tell(this.model.get("error"));  // the same mistake twice is told twice
    queueMicrotask(() => {  // when all that came with the answer has been shown
      this.underWay = this.origin = null;
      this.sendNext();
    });
  }

  // -- what is shown ---------------------------------------------------------------------------

  draw() {
    const focused = this.content.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.dataset.key;
    const above = ancestors(focused, this.content);
    const fresh = new DOMParser().parseFromString(this.model.get("html"), "text/html").body;
    disarm(fresh);
    patchChildren(this.content, fresh);
    // What an error stood at may be gone.
    if (this.alert && !this.alert.isConnected) this.placeAlert();
    if (focused && document.activeElement !== focused && key) {
      this.content.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    }
    // What had the focus is gone, such as a question that was answered: the next Tab shall go on
    // from where it stood, not from the top of the page.
    if (focused && !this.content.contains(document.activeElement)) {
      const place = above.find((element) => this.content.contains(element));
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }
  }

  // Say what went wrong, at the control that asked for it; what a toolbar's button did, at the top.
  tell(error) {
    this.alert?.remove();
    this.alert = null;
    if (!error) return;
    this.alert = document.createElement("p");
    this.alert.setAttribute("role", "alert");
    this.alert.className = "mk-error";
    this.alert.dataset.ours = "";
    this.placeAlert();
    this.alert.textContent = error;
  }

  // Long work fails long after its call was answered, so Python says which control it was.
  placeAlert() {
    const at = this.model.get("error_at");
    const asked = this.origin?.dataset.key === at ? this.origin
      : at && this.content.querySelector(`[data-key="${CSS.escape(at)}"]`);
    const place = asked && asked.closest("form, label, button");
    if (place && this.content.contains(place)) place.after(this.alert);
    else this.content.before(this.alert);
  }
}

function ancestors(element, last) {
  const found = [];
  while (element && element !== last) found.push(element = element.parentElement);
  return found;
}

function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  return control.type === "range" ? Number(control.value) : control.value;
}

function showNumber(slider) {
  if (!("unit" in slider.dataset)) return;  // only Python knows the words for its value
  const told = slider.value + slider.dataset.unit;
  slider.setAttribute("aria-valuetext", told);
  const number = slider.parentElement.querySelector(".mk-number");
  if (number) number.textContent = told;
}

// Python escapes all text; should a mistake slip through, it still must not run.
function disarm(body) {
  const banned = "script, style, link, meta, base, iframe, frame, object, embed, template";
  for (const element of body.querySelectorAll(banned)) element.remove();
  for (const element of body.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const address = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
      const runs = /^(javascript|vbscript|data:(?!image\/png;))/.test(address)
        && !name.startsWith("data-") && !name.startsWith("aria-");
      if (name.startsWith("on") || name === "srcdoc" || runs) element.removeAttribute(name);
    }
  }
}

// -- working new HTML into the old ---------------------------------------------------------

function patchChildren(old, fresh) {
  const keyed = new Map();
  for (const child of old.children) if (child.dataset.key) keyed.set(child.dataset.key, child);
  let here = theirs(old.firstChild);
  for (const wanted of [...fresh.childNodes]) {
    const known = keyed.get(wanted.dataset?.key);
    if (known && alike(known, wanted)) {
      if (known === here) here = theirs(here.nextSibling);
      else old.insertBefore(known, here);
      patch(known, wanted);
    } else if (here && alike(here, wanted) && !keyed.has(here.dataset?.key)) {
      const next = theirs(here.nextSibling);
      patch(here, wanted);
      here = next;
    } else {
      old.insertBefore(wanted, here);
    }
  }
  while (here) {
    const next = theirs(here.nextSibling);
    here.remove();
    here = next;
  }
}

// An error stands where it is until the next call, whatever is drawn around it.
function theirs(node) {
  while (node?.dataset && "ours" in node.dataset) node = node.nextSibling;
  return node;
}

function alike(a, b) {
  return a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key;
}

function patch(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  const wasGiven = old.getAttribute("value");
  for (const { name } of [...old.attributes]) {
    const own = name === "data-lm-suppress-shortcuts"
      || (old.nodeName === "DETAILS" && name === "open");  // who opened it wants it open
    if (!own && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.nodeName === "TEXTAREA") {
    if (old.defaultValue !== fresh.defaultValue) old.value = old.defaultValue = fresh.defaultValue;
    return;
  }
  patchChildren(old, fresh);
  keepValue(old, fresh, wasGiven);
}

// What a person is changing is theirs; all else shows what Python says.
function keepValue(old, fresh, wasGiven) {
  const given = fresh.getAttribute("value");
  const busy = old === document.activeElement;
  if (old.nodeName === "SELECT" && !busy) old.value = fresh.value;
  if (old.nodeName !== "INPUT") return;
  if (old.type === "checkbox") old.checked = fresh.checked;
  else if (given !== null && (!busy || (given !== wasGiven && old.type === "text"))) {
    // A field of a form is sent with the form: what was typed and not yet sent stays.
    if (old.dataset.act || given !== wasGiven) old.value = given;
  }
}
