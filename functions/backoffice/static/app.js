// Our own small script: live tick, keyboard, menus, toast. Everything works without it; it only makes it quicker.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Live: a tick every 5 s while in use, every 30 s after two idle minutes, at once on coming back, later after failures.
  let used = Date.now(), failures = 0, timer = 0;
  const pause = () => Math.min(300, (Date.now() - used > 120e3 ? 30 : 5) * 2 ** failures) * 1e3;
  const tick = () => {
    if (!document.hidden) {
      for (const part of all("#baton, #feed, #rail, #ohead, #bell")) {
        // what is being used is not swapped under the hand
        part.toggleAttribute("hx-morph-skip", part.contains(document.activeElement) || !!one("details[open]", part));
      }
      document.body.dispatchEvent(new CustomEvent("staffetta:tick"));
    }
    clearTimeout(timer);
    timer = setTimeout(tick, pause());
  };
  timer = setTimeout(tick, pause());
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { used = Date.now(); }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { used = Date.now(); tick(); } });
  document.addEventListener("htmx:error", (event) => {
    failures = Math.min(failures + 1, 6);
    if (!event.target.closest?.("#poll")) one("#alarm").textContent = one("#alarm").dataset.offline;
    settle();
  });
  document.addEventListener("htmx:after:request", () => { failures = 0; });

  // Menus are <details>: Escape and a press outside close them, focus returns to what opened them.
  const close = (menu) => { menu.open = false; one("summary", menu).focus(); };
  const popover = () => { const pop = one("#pop"); return pop?.firstElementChild ? pop : null; };
  const closePopover = () => { popover().replaceChildren(); one("[data-pop]").focus(); };
  addEventListener("pointerdown", (event) => {
    for (const menu of all("details.menu-of[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (popover() && !event.target.closest("#pop, #bell")) popover().replaceChildren();
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.menu-of[open]")) return;
    for (const menu of all("details.menu-of[open]")) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
    one("input:not([type=hidden]), select, a, button", one(".menu", event.target))?.focus();
  }, true);

  // Keys: a letter presses the element that carries it, so that nothing exists by key that is not on the page.
  const LETTERS = "staffetta-letters-off";
  const lettersOff = () => localStorage.getItem(LETTERS) === "1";
  const visible = (element) => element.checkVisibility?.() ?? true;
  const press = (key) => {
    const target = all(`[data-key="${CSS.escape(key)}"]`).find(visible);
    if (!target) return false;
    if (target.matches("input, textarea")) target.focus(); else target.click();
    return true;
  };
  const step = (by) => {
    const rows = all("[data-row]"), at = rows.findIndex((row) => row.classList.contains("cur"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    rows[at]?.classList.remove("cur");
    next.classList.add("cur");
    const link = all("[data-open], a", next).find(visible);
    link?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const showKeys = () => {
    const dialog = one("#keys"), list = one("dl", dialog), seen = new Set();
    list.replaceChildren();
    for (const element of all("[data-key]").filter(visible)) {
      const key = element.dataset.key;
      if (seen.has(key)) continue;
      seen.add(key);
      const term = document.createElement("dt"), word = document.createElement("dd"), cap = document.createElement("kbd");
      cap.textContent = key.length > 2 ? key[0].toUpperCase() + key.slice(1) : key.toUpperCase().split("").join(" ");
      const copy = element.cloneNode(true);
      for (const extra of all("kbd, svg, .n", copy)) extra.remove();
      word.textContent = element.getAttribute("aria-label") || element.getAttribute("placeholder") || copy.textContent.trim();
      term.append(cap);
      list.append(term, word);
    }
    one("[data-letters]", dialog).checked = !lettersOff();
    dialog.showModal();
  };
  let prefix = "", prefixAt = 0;
  addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      const menu = event.target.closest?.("details.menu-of[open]") ?? all("details.menu-of[open]").pop();
      if (menu) close(menu); else if (popover()) closePopover(); else if (field) field.blur(); else one("tr.cur, .kc.cur")?.classList.remove("cur");
      return;
    }
    if (field) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.matches("[data-send]")) field.form.requestSubmit();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "k") { if (press("/")) event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || lettersOff() || one("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const chord = prefix === "g" && Date.now() - prefixAt < 1500 ? "g" + key : key;
    prefix = key;
    prefixAt = Date.now();
    if (key === "?") showKeys();
    else if (chord === "j" || chord === "arrowdown" && one("tr.cur, .kc.cur")) step(1);
    else if (chord === "k" || chord === "arrowup" && one("tr.cur, .kc.cur")) step(-1);
    else if (chord === "g" || !press(chord)) return;
    event.preventDefault();
  });
  addEventListener("change", (event) => {
    if (event.target.matches("[data-letters]")) localStorage.setItem(LETTERS, event.target.checked ? "0" : "1");
  });

  // A list of many is narrowed by typing.
  addEventListener("input", (event) => {
    const what = event.target.dataset?.filter;
    if (!what) return;
    const wanted = event.target.value.trim().toLocaleLowerCase();
    for (const option of all(what, event.target.closest(".allst"))) option.hidden = !option.textContent.toLocaleLowerCase().includes(wanted);
  });

  // The pressed button says that something is under way, and a second press does nothing.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.busy) { event.preventDefault(); event.stopPropagation(); return; }
    form.dataset.busy = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  }, true);
  const settle = () => {
    for (const form of all("form[data-busy]")) delete form.dataset.busy;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
  };
  addEventListener("pageshow", settle);

  addEventListener("click", (event) => {
    const away = event.target.closest("[data-dismiss]");
    if (away) one(away.dataset.dismiss)?.remove();
  });

  // What a swapped page brings of its own: the colours of its statuses, and scripts that only it needs, in order, once.
  const loaded = new Set();
  const fetchOwn = () => {
    const sheet = one("#colours"), wanted = one("#page")?.dataset.colours;
    if (sheet && wanted && sheet.getAttribute("href") !== wanted) sheet.setAttribute("href", wanted);
    for (const address of all("[data-scripts]").flatMap((part) => part.dataset.scripts.split(" "))) {
      if (loaded.has(address)) continue;
      loaded.add(address);
      const script = document.createElement("script");
      script.src = address;
      script.async = false;
      document.head.append(script);
    }
  };

  // After every swap: say where we are, and put focus where the act was.
  let title = document.title;
  const arrive = () => {
    settle();
    fetchOwn();
    for (const box of all("[data-filter-box], [data-dismiss]")) box.hidden = false;
    if (popover() && !popover().contains(document.activeElement)) one("#pop a, #pop button").focus();
    if (title !== document.title) { title = document.title; one("#said").textContent = title; }
    const told = one("[data-focus]:not([data-told])");
    if (told) { told.dataset.told = "1"; told.focus(); }
  };
  document.addEventListener("htmx:after:swap", arrive);
  arrive();
})();
