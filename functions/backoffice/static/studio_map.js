// The map of a workflow: dagre places the statuses, Cytoscape.js draws the ways on a canvas, and the statuses stay
// the links they are, laid over it. So colours, keys and screen readers need nothing special.
"use strict";
window.staffettaMap = (() => {
  const WIDTH = 168, HEIGHT = 56, MANY = 60, SMALLEST = .15, LARGEST = 1.6, READABLE = .8, SHRUNK = .9;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let cy = null, region = null, layer = null, places = new Map(), ways = [], bounds = { w: 0, h: 0 };
  let touched = false, shown = "";

  // A colour token as the canvas wants it: light-dark() is resolved by the browser on an element.
  const colour = (token) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${token})`;
    region.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };

  const look = () => {
    const ink = colour("--ink"), quiet = colour("--line-strong"), wrong = colour("--danger"), ground = colour("--canvas");
    const font = getComputedStyle(document.body).fontFamily;
    return [
      { selector: "node", style: { shape: "rectangle", width: WIDTH, height: HEIGHT, "background-opacity": 0, events: "no" } },
      { selector: "edge", style: {
        "curve-style": "unbundled-bezier", "edge-distances": "endpoints", "control-point-distances": "data(distances)",
        "control-point-weights": "data(weights)", "source-endpoint": "data(leaves)", "target-endpoint": "data(enters)",
        width: 1.25, "line-color": quiet, "target-arrow-color": quiet, "target-arrow-shape": "triangle", "arrow-scale": .75, events: "no",
      } },
      { selector: "edge[kind = 'recommended']", style: { width: 2.25, "line-color": ink, "target-arrow-color": ink } },
      { selector: "edge[kind = 'clock'], edge[kind = 'action']", style: { width: 1.5, "line-style": "dashed", "line-dash-pattern": [5, 4] } },
      { selector: "edge[label != '']", style: {
        label: "data(label)", "font-size": 11, "font-family": font, color: colour("--ink-2"),
        "text-background-color": ground, "text-background-opacity": 1, "text-background-padding": 3,
      } },
      { selector: "edge.hit", style: { width: 3.25, "line-color": wrong, "target-arrow-color": wrong, "z-index": 9 } },
    ];
  };

  // The ways that say where statuses stand: what is recommended, and the first way into each part of the map that nothing
  // recommended joins to the rest. All others are drawn, and do not pull the map apart.
  const bones = (ids) => {
    const found = new Set(), heads = new Map(ids.map((id) => [id, id])), out = new Map(ids.map((id) => [id, []])), seen = new Set();
    const head = (id) => { while (heads.get(id) !== id) id = heads.get(id); return id; };
    const join = (n) => { found.add(n); heads.set(head(ways[n].to), head(ways[n].from)); };
    ways.forEach((way, n) => {
      if (way.from === way.to) return;
      out.get(way.from)?.push(n);
      if (way.kind === "recommended") join(n);
    });
    for (const root of ids) {
      const queue = seen.has(root) ? [] : [root];
      seen.add(root);
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        for (const n of out.get(id)) {
          const to = ways[n].to;
          if (head(to) !== head(id)) join(n);
          if (!seen.has(to)) { seen.add(to); queue.push(to); }
        }
      }
    }
    return found;
  };

  // Where everything stands, from left to right; what is recommended is kept short and straight.
  const place = (ids) => {
    const graph = new dagre.graphlib.Graph({ multigraph: true });
    const large = ids.length > MANY;
    graph.setGraph({ rankdir: "LR", nodesep: 40, edgesep: 16, ranksep: 44, marginx: 12, marginy: 12, ranker: large ? "longest-path" : "network-simplex" });
    graph.setDefaultEdgeLabel(() => ({}));
    const bound = bones(ids), joined = new Set([...bound].flatMap((n) => [ways[n].from, ways[n].to]));
    for (const id of ids) if (joined.has(id)) graph.setNode(id, { width: WIDTH, height: HEIGHT });
    for (const n of bound) graph.setEdge(ways[n].from, ways[n].to, { weight: ways[n].kind === "recommended" ? 12 : 1 }, `w${n}`);
    if (joined.size) dagre.layout(graph);
    const size = joined.size ? graph.graph() : { width: 0, height: 0 };
    // what nothing joins yet stands in rows below
    const alone = ids.filter((id) => !joined.has(id)), across = Math.max(4, Math.min(8, Math.floor(size.width / (WIDTH + 40))));
    places = new Map(ids.map((id) => {
      const n = alone.indexOf(id);
      return [id, n < 0 ? graph.node(id) : { x: 12 + WIDTH / 2 + (n % across) * (WIDTH + 40), y: size.height + 12 + HEIGHT / 2 + Math.floor(n / across) * (HEIGHT + 36) }];
    }));
    const spots = [...places.values()];
    bounds = { w: Math.max(size.width, ...spots.map((spot) => spot.x + WIDTH / 2 + 12)), h: Math.max(size.height, ...spots.map((spot) => spot.y + HEIGHT / 2 + 12)) };
    return graph;
  };

  // A way leaves at the right and enters at the left, or the other way round where it leads back. Cytoscape wants the
  // points it bends at as shares of the straight line and distances from it.
  const bend = (way, n, graph) => {
    const from = places.get(way.from), to = places.get(way.to), back = to.x < from.x - 1, above = Math.abs(to.x - from.x) <= 1;
    const slip = (n % 3 - 1) * 7, side = back ? -1 : 1;
    const start = { x: from.x + side * WIDTH / 2, y: from.y + slip }, end = { x: to.x - (above ? -side : side) * WIDTH / 2, y: to.y + slip };
    const route = graph?.edge({ v: way.from, w: way.to, name: `w${n}` })?.points ?? [];
    const far = Math.min(48, Math.max(20, Math.abs(end.x - start.x) / 2));
    const between = ({ x }) => Math.min(Math.abs(x - start.x), Math.abs(x - end.x)) > 60;
    const points = [{ x: start.x + side * far, y: start.y }, ...route.slice(1, -1).filter(between), { x: end.x - (above ? -side : side) * far, y: end.y }];
    const dx = end.x - start.x, dy = end.y - start.y, length = Math.hypot(dx, dy) || 1;
    return {
      leaves: `${side * WIDTH / 2}px ${slip}px`, enters: `${-(above ? -side : side) * WIDTH / 2}px ${slip}px`,
      weights: points.map((p) => ((p.x - start.x) * dx + (p.y - start.y) * dy) / length ** 2),
      distances: points.map((p) => ((p.y - start.y) * dx - (p.x - start.x) * dy) / length),
    };
  };

  const follow = () => {
    const pan = cy.pan(), zoom = cy.zoom();
    layer.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`;
    // not on the region itself: htmx copies the styles of elements with an id, which the content policy refuses
    cy.container().style.backgroundPosition = `${pan.x}px ${pan.y}px`;
  };

  // All of it where that can be read, else the beginning.
  const fit = () => {
    const w = region.clientWidth, h = region.clientHeight, top = region.dataset.editable === undefined ? 12 : 60;
    const whole = Math.min((w - 32) / bounds.w, (h - top - 20) / bounds.h);
    const zoom = Math.max(READABLE, Math.min(1, whole));
    const first = places.values().next().value ?? { x: 0, y: 0 };
    const y = bounds.h * zoom <= h - top - 20 ? top + (h - top - 20 - bounds.h * zoom) / 2 : h / 2 - first.y * zoom;
    cy.viewport({ zoom, pan: { x: bounds.w * zoom <= w - 32 ? (w - bounds.w * zoom) / 2 : 16 - Math.max(0, first.x - WIDTH) * zoom, y } });
  };

  const zoomBy = (share, at) => {
    const level = Math.max(SMALLEST, Math.min(LARGEST, cy.zoom() * share));
    touched = true;
    cy.zoom({ level, renderedPosition: at ?? { x: region.clientWidth / 2, y: region.clientHeight / 2 } });
  };

  const panBy = (x, y) => { touched = true; cy.panBy({ x, y }); };

  // What the view was moved for must not lie half beneath the left edge: a little smaller where that shows all of it up
  // to the status that is meant, else moved on until it is out of sight.
  const clearLeft = (spot, rim) => {
    const zoom = cy.zoom(), pan = cy.pan(), begin = ({ x }) => x - WIDTH / 2;
    const cut = [...places.values()].filter((one) => begin(one) * zoom + pan.x < rim && (begin(one) + WIDTH) * zoom + pan.x > 0);
    const first = Math.min(...cut.map(begin));
    if (!cut.length || begin(spot) <= first) return;
    const level = (region.clientWidth - 2 * rim) / (begin(spot) + WIDTH - first);
    if (!touched && level >= zoom * SHRUNK) cy.viewport({ zoom: level, pan: { x: rim - first * level, y: spot.y * zoom + pan.y - spot.y * level } });
    else cy.panBy({ x: -Math.ceil((Math.max(...cut.map(begin)) + WIDTH) * zoom + pan.x), y: 0 });
  };

  // Bring a status into sight; the least that is needed.
  const reveal = (id) => {
    const spot = places.get(id);
    if (!cy || !spot) return;
    shown = id;
    const zoom = cy.zoom(), pan = cy.pan(), rim = 16, top = region.dataset.editable === undefined ? rim : 60;
    const left = (spot.x - WIDTH / 2) * zoom + pan.x, up = (spot.y - HEIGHT / 2) * zoom + pan.y;
    const right = region.clientWidth - rim - WIDTH * zoom, low = region.clientHeight - rim - HEIGHT * zoom;
    const dx = left < rim ? rim - left : left > right ? right - left : 0, dy = up < top ? top - up : up > low ? low - up : 0;
    if (dx || dy) cy.panBy({ x: dx, y: dy });
    if (dx) clearLeft(spot, rim);
  };

  // Show the way of a finding, also where it takes a step that nobody recommends.
  const show = (path) => {
    if (!cy) return;
    cy.batch(() => {
      cy.edges(".ghost").remove();
      cy.edges(".hit").removeClass("hit");
      path.slice(1).forEach((to, n) => {
        const from = path[n];
        if (!places.has(from) || !places.has(to)) return;
        const known = cy.edges().filter((edge) => edge.data("source") === from && edge.data("target") === to);
        if (known.length) known.first().addClass("hit");
        else if (from !== to) cy.add({ group: "edges", classes: "hit ghost", data: { source: from, target: to, kind: "clock", label: "", ...bend({ from, to }, n, null) } });
      });
    });
    for (const node of all(".node", region)) node.classList.toggle("onpath", path.includes(node.dataset.id));
  };

  const draw = (map) => {
    const began = performance.now();
    region = map;
    layer = one(".nodes", map);
    ways = JSON.parse(one(".map-data", map).textContent);
    const items = all(".node", map), ids = items.map((item) => item.dataset.id);
    const graph = place(ids), before = touched && cy ? { zoom: cy.zoom(), pan: { ...cy.pan() } } : null;
    map.classList.add("drawn");
    map.addEventListener("scroll", () => { map.scrollTop = 0; map.scrollLeft = 0; }); // focus moves the map, not its box
    for (const item of items) {
      const spot = places.get(item.dataset.id);
      item.style.transform = `translate(${spot.x - WIDTH / 2}px, ${spot.y - HEIGHT / 2}px)`;
    }
    if (!document.getElementById("__________cytoscape_stylesheet")) {
      // Cytoscape would add a <style> that the content policy refuses; its one rule stands in studio.css
      const mark = document.createElement("meta");
      mark.id = "__________cytoscape_stylesheet";
      document.head.append(mark);
    }
    cy?.destroy(); // it draws no more once its container has left the page
    cy = cytoscape({ container: one(".canvas", map), style: look(), minZoom: SMALLEST, maxZoom: LARGEST, userPanningEnabled: false, userZoomingEnabled: false, boxSelectionEnabled: false, autoungrabify: true, autounselectify: true });
    cy.on("viewport", follow);
    cy.batch(() => {
      cy.add(ids.map((id) => ({ group: "nodes", data: { id }, position: { ...places.get(id) } })));
      cy.add(ways.filter((way) => way.from !== way.to).map((way, n) => ({
        group: "edges", data: { source: way.from, target: way.to, kind: way.kind, label: way.label, ...bend(way, ways.indexOf(way), graph) },
      })));
    });
    if (before) cy.viewport(before); else fit();
    map.dataset.took = Math.round(performance.now() - began);
  };

  const repaint = () => { if (cy && region?.isConnected) cy.style(look()); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  new ResizeObserver(() => { if (cy && region?.isConnected) { cy.resize(); if (!touched) fit(); if (places.has(shown)) reveal(shown); } }).observe(document.body);

  return {
    width: WIDTH, draw, show, reveal, zoomBy, panBy, fit: () => { touched = false; fit(); },
    place: (id) => places.get(id), ids: () => [...places.keys()], ways: () => ways, region: () => region,
    at: (event) => { const box = region.getBoundingClientRect(), pan = cy.pan(), zoom = cy.zoom(); return { x: (event.clientX - box.left - pan.x) / zoom, y: (event.clientY - box.top - pan.y) / zoom }; },
  };
})();
