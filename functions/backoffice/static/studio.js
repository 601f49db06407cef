// The workflow studio by mouse and by keys. Every act is one of the page's own forms; this only fills them in quicker.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const map = window.staffettaMap;
  const say = (words) => { one("#said").textContent = words; };
  const region = () => one("#map");
  const editable = () => region()?.dataset.editable !== undefined;
  const link = (id) => one(`.node[data-id="${CSS.escape(id)}"] a`);
  const inField = (event) => event.target.closest?.("input, textarea, select, [contenteditable]");
  let last = "", back = "", section = "", height = 0;

  // Which status is meant: the one in focus, else the one that is open, else the last one that was.
  const current = () => document.activeElement?.closest?.(".node")?.dataset.id ?? one(".node a[aria-current]")?.closest(".node").dataset.id ?? (link(last) ? last : "");
  const focusOn = (id) => {
    const target = link(id);
    if (!target) return false;
    last = id;
    target.focus({ preventScroll: true });
    map.reveal(id);
    return true;
  };

  // Send one of the acts that have no form of their own on the page.
  const send = (action, fields) => {
    const form = one("#by-key");
    for (const extra of all("[data-extra]", form)) extra.remove();
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      input.dataset.extra = "";
      form.append(input);
    }
    const copy = form.cloneNode(true);
    copy.setAttribute("action", action);
    copy.removeAttribute("id");
    form.after(copy);
    htmx.process(copy);
    copy.requestSubmit();
  };

  // Right and left follow moves, what is recommended first; up and down go to the next status that way.
  const neighbour = (id, key) => {
    const here = map.place(id);
    if (key === "ArrowRight") return map.ways().find((way) => way.from === id && way.to !== id)?.to;
    if (key === "ArrowLeft") {
      const known = map.ways().filter((way) => way.to === id && way.from !== id);
      return (known.find((way) => map.place(way.from).x < here.x) ?? known[0])?.from;
    }
    const down = key === "ArrowDown", far = (spot) => Math.abs(spot.y - here.y) + 2 * Math.abs(spot.x - here.x);
    return map.ids().filter((other) => down ? map.place(other).y > here.y + 4 : map.place(other).y < here.y - 4)
      .sort((a, b) => far(map.place(a)) - far(map.place(b)))[0];
  };

  const keys = (event) => {
    const field = inField(event), id = current();
    if (event.key === "Escape" && !field && one("#close-panel") && !one("details.menu-of[open]") && !one("dialog[open]")) {
      back = id;
      one("#close-panel").click();
      event.preventDefault();
      return;
    }
    if (!region() || field || one("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      one(".draft [data-key=z]")?.click();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("#map")) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) {
        if (editable() && id) { back = id; send("/workflow/draft/order", { status: id, by: ["ArrowUp", "ArrowLeft"].includes(event.key) ? "-1" : "1" }); }
      } else if (!focusOn(id ? neighbour(id, event.key) : map.ids()[0])) say(region().dataset.saidNone);
    } else if (event.key === "Delete" && editable() && id) location.assign(`${link(id).getAttribute("href").split("?")[0]}/removal`);
    else if (event.key === "Enter" && id) back = "panel";
  };
  addEventListener("keydown", keys, true);

  // A new move begins at the status that is meant, and asks only where to.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("#new-move[open], #new-status[open]")) return;
    const id = current();
    if (event.target.id === "new-move" && id && region()) {
      one("#move-from").value = link(id).dataset.name;
      const begun = map.ways().some((way) => way.from === id && way.kind === "recommended");
      one(`#new-move [value=${begun ? "suggested" : "recommended"}]`).checked = true;
      one("#move-to").focus();
    }
  }, true);

  // Drag from a status's handle to another one to join them; drag the ground to look elsewhere.
  const pull = (event, handle) => {
    const from = handle.closest(".node").dataset.id, start = map.place(from);
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg"), line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    drawing.classList.add("pulling");
    drawing.append(line);
    one(".nodes").append(drawing);
    say(region().dataset.saidJoined);
    const move = (moved) => {
      const to = map.at(moved);
      for (const [name, value] of Object.entries({ x1: start.x + map.width / 2, y1: start.y, x2: to.x, y2: to.y })) line.setAttribute(name, value);
      const over = document.elementFromPoint(moved.clientX, moved.clientY)?.closest(".node");
      for (const node of all(".node")) node.classList.toggle("target", node === over && node.dataset.id !== from);
    };
    const end = (ended) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      drawing.remove();
      const over = document.elementFromPoint(ended.clientX, ended.clientY)?.closest(".node");
      for (const node of all(".node.target")) node.classList.remove("target");
      if (ended.type === "pointerup" && over && over.dataset.id !== from) { back = from; send("/workflow/draft/moves", { from, to: over.dataset.id, way: "" }); }
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    event.preventDefault();
  };
  const slide = (event) => {
    let x = event.clientX, y = event.clientY;
    const move = (moved) => { map.panBy(moved.clientX - x, moved.pointerType === "touch" ? 0 : moved.clientY - y); x = moved.clientX; y = moved.clientY; };
    const end = () => { removeEventListener("pointermove", move); for (const kind of ["pointerup", "pointercancel"]) removeEventListener(kind, end); };
    addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, end);
  };
  // Drag a row of the table by its grip to another place.
  const carry = (event, grip) => {
    const row = grip.closest("tr"), rows = all("tr[data-place]"), from = Number(row.dataset.place);
    let to = from;
    row.classList.add("carried");
    const move = (moved) => {
      const over = rows.find((other) => moved.clientY < other.getBoundingClientRect().bottom) ?? rows.at(-1);
      to = Number(over.dataset.place);
      for (const other of rows) { other.classList.toggle("above", other === over && to < from); other.classList.toggle("below", other === over && to > from); }
    };
    const end = (ended) => {
      removeEventListener("pointermove", move);
      for (const kind of ["pointerup", "pointercancel"]) removeEventListener(kind, end);
      for (const other of rows) other.classList.remove("carried", "above", "below");
      if (ended.type === "pointerup" && to !== from) send("/workflow/draft/order", { status: row.dataset.id, to: String(to) });
    };
    addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, end);
    event.preventDefault();
  };
  addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const handle = event.target.closest("[data-handle]"), grip = event.target.closest("[data-grip]");
    if (handle && editable()) pull(event, handle);
    else if (grip) carry(event, grip);
    else if (event.target.closest("#map") && !event.target.closest("a")) slide(event);
  });
  addEventListener("wheel", (event) => {
    if (!event.target.closest?.("#map.drawn")) return;
    if (event.ctrlKey || event.metaKey) {
      const box = region().getBoundingClientRect();
      map.zoomBy(Math.exp(-event.deltaY / 240), { x: event.clientX - box.left, y: event.clientY - box.top });
    } else if (editable()) map.panBy(-event.deltaX, -event.deltaY);
    else return;
    event.preventDefault();
  }, { passive: false });

  addEventListener("click", (event) => {
    const zoom = event.target.closest("[data-zoom]")?.dataset.zoom, shown = event.target.closest("[data-show]");
    if (zoom === "fit") map.fit();
    else if (zoom) map.zoomBy(zoom === "in" ? 1.25 : .8);
    if (shown) {
      const on = shown.getAttribute("aria-pressed") !== "true";
      for (const row of all(".find1")) row.classList.toggle("on", on && row.dataset.finding === shown.dataset.show);
      for (const button of all("[data-show]")) button.setAttribute("aria-pressed", String(on && button === shown));
      highlight();
    }
    const node = event.target.closest(".node a");
    if (node) last = node.closest(".node").dataset.id;
  });
  const highlight = () => { if (region()) map.show((one(".find1.on")?.dataset.path ?? "").split(" ").filter(Boolean)); };

  // A press on a colour saves it at once; by keys one may look at several and then save. A typed colour is another one.
  addEventListener("click", (event) => {
    if (event.target.matches("[data-swatch]") && event.detail > 0) event.target.form.requestSubmit();
  });
  let waiting = 0;
  addEventListener("input", (event) => {
    if (event.target.id === "colour-hex") one(".otherhex input").checked = true;
    const texts = event.target.closest("[data-preview]");
    if (!texts) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => preview(event.target.form, texts.dataset.preview), 500);
  });
  const preview = async (form, address) => {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(address, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || !form.isConnected) return;
    const seen = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of all(".preview", form)) part.replaceChildren(...(one(`#${CSS.escape(part.id)}`, seen)?.childNodes ?? []));
  };
  // An action that is unfolded says at once what its texts become.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.action[open]")) return;
    const texts = one("[data-preview]", event.target);
    if (texts && !one(".preview > *", event.target)) preview(one("form", event.target), texts.dataset.preview);
  }, true);

  addEventListener("submit", (event) => {
    const form = event.target;
    section = form.closest("[data-section]")?.dataset.section ?? "";
    height = scrollY;
    if (form.closest("#panel")) back = "save";
    else if (form.closest(".maptools, .draft")) back = current();
  }, true);

  // After every swap: draw, put focus where the act was, and say what is saved and what was found.
  let edit, seen = null;
  const arrive = () => {
    const here = region(), mark = one("#by-key") ?? here;
    if (mark === seen) return; // a poll swaps too, and leaves the page as it is
    seen = mark;
    if (here && here !== map.region()) map.draw(here);
    for (const hidden of all(here ? "[data-zoom], [data-show]" : "[data-grip]")) hidden.hidden = false;
    highlight();
    const now = one("#by-key input[name=edit]")?.value;
    if (now && edit && now !== edit) say(`${one(".draft .quiet").textContent.trim()}. ${one("#findings-title")?.textContent ?? ""}`);
    edit = now;
    const open = one(".node a[aria-current]")?.closest(".node").dataset.id;
    if (open) map.reveal(open);
    if (one("[data-focus]")) back = section = "";
    if (section) {
      one(`#${section}`)?.focus({ preventScroll: true });
      scrollTo(0, height);
    }
    section = "";
    if (back === "panel") one("#panel-title")?.focus({ preventScroll: true });
    else if (back === "save") (one("[data-save]") ?? one("#panel-title"))?.focus({ preventScroll: true });
    else if (back || open) { if (!one("#panel:focus-within")) focusOn(open ?? back); }
    if (here || one("#by-key")) back = "";
  };
  document.addEventListener("htmx:after:swap", arrive);
  arrive();
})();
