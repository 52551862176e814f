// The people of an opportunity as a map: Cytoscape.js draws, the weightiest person first. The table says the same.
"use strict";

(() => {
  const FONT = "system-ui, 'PingFang SC', 'PingFang TC', 'Microsoft YaHei', 'Microsoft JhengHei', 'Noto Sans CJK SC', sans-serif";
  const INK = "#1b2733", QUIET = "#56636f", FOR = "#1a7f4b", AGAINST = "#c0262d", KEY = "#b45309";
  const SMALLEST = 34, LARGEST = 92, FEW = 6, MANY = 12;
  const STYLE = [
    { selector: "node", style: { width: "data(size)", height: "data(size)", "background-color": "#fff", "border-width": 3, "border-color": QUIET, label: "data(sign)", "font-family": FONT, "font-size": 20, "font-weight": 700, color: INK, "text-valign": "center", "text-halign": "center" } },
    { selector: "node[lean > 0]", style: { "border-color": FOR, "background-color": "#e3f2e9" } },
    { selector: "node[lean < 0]", style: { "border-color": AGAINST, "background-color": "#fbe6e6" } },
    { selector: "node[?assumed]", style: { "border-style": "dashed" } },
    { selector: "node[?key]", style: { "outline-width": 3, "outline-color": KEY, "outline-offset": 3 } },
    { selector: "node.name", style: { width: 1, height: 1, "background-opacity": 0, "border-width": 0, label: "data(label)", "font-size": "data(font)", "font-weight": 400, "text-valign": "bottom", "text-wrap": "wrap", "text-max-width": 170, "line-height": 1.3, "text-background-color": "#fff", "text-background-opacity": 0.85, events: "no" } },
    { selector: "edge", style: { width: "data(width)", "line-color": "#7d8b99", "target-arrow-color": "#7d8b99", "target-arrow-shape": "triangle", "arrow-scale": 1.1, "curve-style": "bezier", "control-point-step-size": 46, events: "no" } },
    { selector: "edge[?assumed]", style: { "line-style": "dashed" } },
    { selector: "core", style: { "active-bg-opacity": 0 } },
  ];

  // A few stand on one ring, so that no line runs through somebody; more stand in rings round the weightiest.
  function places(count, wide) {
    const across = wide ? 230 : 130, down = wide ? 150 : 175;
    if (count <= FEW) return ring(count, across, down, -Math.PI / 2);
    const found = [{ x: 0, y: 0 }];
    for (let round = 1; found.length < count; round++) {
      const here = Math.min(6 * round, count - found.length), start = -Math.PI / 2 + (round % 2 ? 0 : Math.PI / here);
      found.push(...ring(here, across * round, down * round, start));
    }
    return found;
  }

  function ring(count, across, down, start) {
    return Array.from({ length: count }, (_, place) => {
      const angle = start + (2 * Math.PI * place) / count;
      return { x: Math.cos(angle) * across, y: Math.sin(angle) * down };
    });
  }

  function elements(scene, wide) {
    const most = Math.max(...scene.people.map((person) => person.share), 0.01);
    const at = places(scene.people.length, wide), many = scene.people.length > MANY;
    const people = scene.people.flatMap((person, place) => {
      const size = Math.max(SMALLEST, LARGEST * Math.sqrt(person.share / most)), under = size / 2 + 6;
      const name = `${person.key ? "★ " : ""}${person.name} ${Math.round(100 * person.share)}%`;
      const label = many ? name : `${name}\n${person.post}`;
      return [
        { group: "nodes", position: { ...at[place] }, data: { ...person, size } },
        { group: "nodes", classes: "name", position: { x: at[place].x, y: at[place].y + under }, data: { id: `name of ${person.id}`, label, font: many ? 20 : 13 } },
      ];
    });
    const lines = scene.lines.map((line, place) => ({
      group: "edges", data: { id: `line ${place}`, source: line.from, target: line.to, width: 1 + 1.2 * line.strength, assumed: line.assumed },
    }));
    return [...people, ...lines];
  }

  function draw(container, scene) {
    return cytoscape({
      container, elements: elements(scene, container.clientWidth > 560), style: STYLE,
      layout: { name: "preset", fit: true, padding: 24 }, minZoom: 0.15, maxZoom: 2.5, autoungrabify: true,
      autounselectify: true, boxSelectionEnabled: false, userZoomingEnabled: false,
    });
  }

  let map = null, drawn = "";

  function start() {
    const container = document.getElementById("people-map"), data = document.getElementById("people-scene");
    if (!container || !data) return;
    if (container.querySelector("canvas") && data.textContent === drawn) return;
    drawn = data.textContent;
    if (map) map.destroy();
    container.replaceChildren();
    map = draw(container, JSON.parse(drawn));
    if (map.zoom() > 1.15) { map.zoom(1.15); map.center(); }
    map.on("tap", "node", (event) => openPerson(event.target.id()));
    map.on("mouseover", "node", () => { container.style.cursor = "pointer"; });
    map.on("mouseout", "node", () => { container.style.cursor = ""; });
    container.dataset.drawn = map.nodes().length / 2;
  }

  function openPerson(code) {
    const card = document.getElementById(code);
    if (!card) return;
    const details = card.querySelector("details");
    if (details) details.open = true;
    location.hash = code;
  }

  function resize(how) {
    if (how === "fit") map.fit(undefined, 24);
    else map.zoom({ level: map.zoom() * (how === "in" ? 1.3 : 1 / 1.3), renderedPosition: { x: map.width() / 2, y: map.height() / 2 } });
  }

  function save(name) {
    const link = document.createElement("a"), box = map.elements().boundingBox();
    const scale = Math.min(2, 12000 / Math.max(box.w, box.h));
    link.href = URL.createObjectURL(map.png({ output: "blob", full: true, bg: "#fff", scale }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-people-map]");
    if (!button || !map) return;
    if (button.dataset.peopleMap === "png") save(button.dataset.name);
    else resize(button.dataset.peopleMap);
  });
  document.addEventListener("htmx:after:swap", start);
  start();
  // For the browser tests: where somebody is drawn, and how long it takes.
  window.peopleMap = { draw, at: (code) => { const place = map.$id(code).renderedPosition(); return [place.x, place.y]; } };
})();
