// The organisation chart as a map: Cytoscape.js draws what the server has laid out. Choosing, dragging, searching and
// the keyboard are here; whatever changes the chart goes to the server as a form.
"use strict";

(() => {
  const FONT = 'system-ui, "PingFang SC", "PingFang TC", "Microsoft YaHei", "Microsoft JhengHei", "Noto Sans CJK SC", sans-serif';
  const INK = "#1b2733", QUIET = "#5a6875", CUSTOMER = "#1d4e89", CHOSEN = "#b45309";
  const SMALLEST = 0.04, LARGEST = 2.5, READABLE = 0.8;
  const STYLE = [
    { selector: "node", style: { width: "data(w)", height: "data(h)", label: "data(label)", "font-family": FONT, color: INK, "text-wrap": "wrap" } },
    { selector: "node.seat", style: { shape: "round-rectangle", "background-color": "#fff", "border-color": CUSTOMER, "border-width": "data(edge)", "font-size": 14, "line-height": 1.35, "text-valign": "center", "min-zoomed-font-size": 5 } },
    { selector: "node.top", style: { shape: "rectangle" } },
    { selector: "node.vacant", style: { "border-style": "dashed", "border-color": QUIET, color: QUIET } },
    // Lines lie below all nodes: a department’s name is not crossed by one, and they shine through its box.
    { selector: "node.group", style: { shape: "round-rectangle", "background-color": CUSTOMER, "background-opacity": 0.05, "border-color": "#7d8b99", "border-width": 1, "border-style": "dotted", "font-size": 13, "font-weight": 600, "line-height": 1.35, "text-valign": "top", "text-margin-y": "data(inside)", "text-background-color": "#f4f6f9", "text-background-opacity": 1, "text-background-padding": 2, "min-zoomed-font-size": 4, events: "no" } },
    { selector: "edge", style: { width: 1.3, "line-color": QUIET, "curve-style": "segments", "edge-distances": "endpoints", "segment-weights": "data(weights)", "segment-distances": "data(distances)", "source-endpoint": "data(from)", "target-endpoint": "data(to)", events: "no" } },
    { selector: "node.chosen", style: { "border-color": CHOSEN, "border-width": 4, "background-color": "#fff8ee" } },
    { selector: "node.found", style: { "background-color": "#fdf0c4" } },
    { selector: "node.onto", style: { "border-style": "double", "border-color": CHOSEN, "border-width": 7 } },
    { selector: "core", style: { "active-bg-opacity": 0 } },
  ];

  // Where each corner of a line lies, as Cytoscape wants it: along and beside the straight way between its ends.
  function segments(points) {
    const [x1, y1] = points[0], [x2, y2] = points[points.length - 1];
    const dx = x2 - x1, dy = y2 - y1, length = Math.hypot(dx, dy) || 1, weights = [], distances = [];
    for (const [x, y] of points.slice(1, -1)) {
      weights.push(((x - x1) * dx + (y - y1) * dy) / (length * length));
      distances.push(((y - y1) * dx - (x - x1) * dy) / length);
    }
    return weights.length ? { weights, distances } : { weights: [0.5], distances: [0] };
  }

  function elements(scene) {
    const places = new Map(scene.seats.map((seat) => [seat.id, seat]));
    const groups = scene.groups.map(([x, y, w, h, label], place) => ({
      group: "nodes", classes: "group", grabbable: false, selectable: false, position: { x, y },
      data: { id: `g${place}`, w, h, label, inside: 6 + 18 * label.split("\n").length },
    }));
    const seats = scene.seats.map((seat) => ({
      group: "nodes", position: { x: seat.x, y: seat.y },
      classes: ["seat", seat.top ? "top" : "", seat.name ? "" : "vacant"].join(" "),
      data: { ...seat, id: String(seat.id), above: seat.above === null ? "" : String(seat.above) },
    }));
    const lines = scene.lines.map(([above, below, points]) => {
      const one = places.get(above), two = places.get(below), first = points[0], last = points[points.length - 1];
      return {
        group: "edges",
        data: {
          id: `l${below}`, source: String(above), target: String(below), ...segments(points),
          from: `${first[0] - one.x}px ${first[1] - one.y}px`, to: `${last[0] - two.x}px ${last[1] - two.y}px`,
        },
      };
    });
    return [...groups, ...seats, ...lines];
  }

  function draw(container, scene) {
    return cytoscape({
      container, elements: elements(scene), style: STYLE, layout: { name: "preset", fit: false },
      minZoom: SMALLEST, maxZoom: LARGEST, boxSelectionEnabled: false, autounselectify: true,
      hideEdgesOnViewport: scene.seats.length > 300, textureOnViewport: scene.seats.length > 300,
    });
  }

  // ------------------------------------------------------------ the page
  let map = null, view = null, drawn = "";
  const by = (id) => document.getElementById(id);
  const words = (seat) => [seat.data("name"), seat.data("title"), seat.data("department")].filter(Boolean).join(", ");

  function start() {
    const container = by("chart-map"), data = by("chart-scene");
    if (!container || !data) return;
    const shown = data.textContent + container.dataset.chosen;
    if (container.querySelector("canvas") && shown === drawn) return;
    drawn = shown;
    if (map) map.destroy();
    container.replaceChildren();
    map = draw(container, JSON.parse(data.textContent));
    // On a phone a finger moves the map; a seat is changed in its sheet.
    if (!("change" in container.dataset) || matchMedia("(pointer: coarse)").matches) map.nodes().ungrabify().panify();
    if (view && view.address === location.pathname + location.search.replace(/[?&]seat=\d+/, "")) map.viewport(view);
    else first();
    const chosen = map.$id(container.dataset.chosen);
    if (chosen.nonempty()) choose(chosen, { open: false });
    map.on("viewport", () => {
      view = { zoom: map.zoom(), pan: { ...map.pan() }, address: location.pathname + location.search.replace(/[?&]seat=\d+/, "") };
    });
    map.on("tap", "node.seat", (event) => choose(event.target, { open: true }));
    map.on("tap", (event) => { if (event.target === map) close(); });
    dragging(container);
  }

  // As much as can be read; a chart that is larger than the window begins at its top.
  function first() {
    const box = map.elements().boundingBox();
    map.fit(undefined, 24);
    if (map.zoom() > 1.1) map.zoom(1.1);
    if (map.zoom() >= READABLE * 0.75) map.center();
    else {
      const top = map.nodes(".seat")[0];
      map.zoom(READABLE);
      map.pan({ x: map.width() / 2 - top.position("x") * READABLE, y: 24 - box.y1 * READABLE });
    }
  }

  const chosen = () => map.nodes(".chosen");

  function choose(seat, { open, focus = false }) {
    chosen().removeClass("chosen");
    seat.addClass("chosen");
    const below = seat.outgoers("node").length;
    by("chart-told").textContent = words(seat) + (below ? ` (${below})` : "");
    show(seat);
    if (open) openPanel(seat.id(), focus);
  }

  // Moves the map only where the seat is out of sight, or behind the panel: beside the map, or on a phone below it.
  function show(seat) {
    const at = seat.renderedPosition(), panel = by("seat-panel"), open = !panel.hidden, narrow = innerWidth < 768;
    let right = map.width(), bottom = map.height();
    if (open && narrow) {
      const stage = by("chart-map").parentElement;
      stage.scrollIntoView({ block: "start" });
      bottom = Math.min(bottom, panel.getBoundingClientRect().top - stage.getBoundingClientRect().top);
    } else if (open) right -= panel.offsetWidth + 20;
    if (at.x > 60 && at.x < right - 60 && at.y > 40 && at.y < bottom - 30) return;
    map.panBy({ x: right / 2 - at.x, y: bottom / 2 - at.y });
  }

  async function openPanel(id, focus) {
    const container = by("chart-map"), panel = by("seat-panel");
    const answer = await fetch(container.dataset.panel.replace(/0$/, id));
    if (!answer.ok || !map || !map.$id(id).hasClass("chosen")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), seat = page.getElementById("seat");
    if (!seat) return location.assign(answer.url);
    panel.replaceChildren(seat);
    panel.hidden = false;
    htmx.process(panel);
    show(map.$id(id));
    if (focus) panel.querySelector("h2").focus();
  }

  function close() {
    const panel = by("seat-panel"), inside = panel.contains(document.activeElement);
    panel.hidden = true;
    panel.replaceChildren();
    chosen().removeClass("chosen");
    if (inside) by("chart-map").focus();
  }

  // ------------------------------------------------------------ dragging
  function dragging(container) {
    let home = null;
    map.on("grab", "node.seat", (event) => { home = { ...event.target.position() }; });
    map.on("drag", "node.seat", (event) => {
      map.nodes(".onto").removeClass("onto");
      if (far(event.target, home)) under(event.target).addClass("onto");
    });
    map.on("free", "node.seat", (event) => {
      const seat = event.target, onto = far(seat, home) ? under(seat) : map.collection();
      map.nodes(".onto").removeClass("onto");
      if (home) seat.position(home);
      home = null;
      if (onto.nonempty() && onto.id() !== seat.data("above")) drop(seat, onto);
    });
    const drop = (seat, onto) => {
      const form = by("chart-drop");
      form.elements.seat.value = seat.id();
      form.elements.onto.value = onto.id();
      form.requestSubmit();
    };
  }

  const far = (seat, home) => home && Math.hypot(seat.position("x") - home.x, seat.position("y") - home.y) > 12;

  // The seat on which the middle of a dragged one lies.
  function under(seat) {
    const { x, y } = seat.position();
    return map.nodes(".seat").filter((other) => {
      const at = other.position();
      return other !== seat && other.id() !== seat.id() && Math.abs(at.x - x) < other.data("w") / 2 && Math.abs(at.y - y) < other.data("h") / 2 + 4;
    }).first();
  }

  // ------------------------------------------------------------ keyboard
  function step(key) {
    const here = chosen();
    if (here.empty()) return map.nodes(".seat").first();
    if (key === "ArrowUp") return here.incomers("node");
    const inOrder = (nodes) => nodes.sort((a, b) => a.position("x") - b.position("x") || a.position("y") - b.position("y"));
    if (key === "ArrowDown") return inOrder(here.outgoers("node")).first();
    const beside = inOrder(map.nodes(".seat").filter((seat) => seat.data("above") === here.data("above")));
    const place = beside.toArray().findIndex((seat) => seat.id() === here.id());
    return beside.eq(place + (key === "ArrowRight" ? 1 : -1));
  }

  document.addEventListener("keydown", (event) => {
    if (!map || !by("chart-map")) return;
    if (event.key === "Escape" && !by("seat-panel").hidden) return close();
    if (event.target.id !== "chart-map" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      const next = step(event.key);
      if (next.nonempty()) choose(next, { open: !by("seat-panel").hidden });
    } else if (event.key === "Enter" && chosen().nonempty()) openPanel(chosen().id(), true);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-" || event.key === "−") zoom(0.8);
    else if (event.key === "0") map.fit(undefined, 24);
    else return;
    event.preventDefault();
  });

  function zoom(factor) {
    map.zoom({ level: map.zoom() * factor, renderedPosition: { x: map.width() / 2, y: map.height() / 2 } });
  }

  // ------------------------------------------------------------ buttons and search
  document.addEventListener("click", (event) => {
    if (!map || !by("chart-map")) return;
    const link = event.target.closest("#seat-panel a[data-seat]"), button = event.target.closest("[data-chart]");
    if (link && map.$id(link.dataset.seat).nonempty()) {
      event.preventDefault();
      choose(map.$id(link.dataset.seat), { open: true, focus: true });
    }
    if (!button) return;
    event.preventDefault();
    const deeds = { in: () => zoom(1.25), out: () => zoom(0.8), fit: () => map.fit(undefined, 24), png: () => save(button.dataset.name), close };
    deeds[button.dataset.chart]();
  });

  function save(name) {
    const link = document.createElement("a"), box = map.elements().boundingBox();
    const scale = Math.min(2, 12000 / Math.max(box.w, box.h));
    link.href = URL.createObjectURL(map.png({ output: "blob", full: true, bg: "#fff", scale }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function search(text) {
    const wanted = text.trim().toLowerCase();
    map.nodes(".found").removeClass("found");
    if (!wanted) return map.collection();
    const hits = map.nodes(".seat").filter((seat) => words(seat).toLowerCase().includes(wanted));
    hits.addClass("found");
    return hits;
  }

  document.addEventListener("input", (event) => {
    if (!map || !by("chart-map") || !event.target.matches(".chart-search input")) return;
    const hits = search(event.target.value);
    by("chart-found").textContent = event.target.value.trim() ? String(hits.length) : "";
  });

  // Enter goes from one hit to the next; what is not on the map is looked up in the table.
  function nextHit(event, field) {
    const hits = search(field.value);
    if (hits.empty()) return;
    event.preventDefault();
    const place = (hits.toArray().findIndex((seat) => seat.hasClass("chosen")) + 1) % hits.length, next = hits.eq(place);
    by("chart-found").textContent = `${place + 1}/${hits.length}`;
    if (map.zoom() < READABLE) map.zoom(READABLE);
    map.center(next);
    choose(next, { open: !by("seat-panel").hidden });
  }

  document.addEventListener("keydown", (event) => {
    if (map && by("chart-map") && event.key === "Enter" && event.target.matches(".chart-search input")) nextHit(event, event.target);
  });
  document.addEventListener("submit", (event) => {
    if (map && by("chart-map") && event.target.matches(".chart-search")) nextHit(event, event.target.elements.search);
  });

  document.addEventListener("htmx:after:swap", start);
  start();
  window.tongpinChart = { draw, map: () => map };
})();
