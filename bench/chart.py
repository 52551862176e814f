"""How long the browser takes to draw an organisation chart, against an empty Cytoscape graph of the same size.

    python -m bench.chart            a table; needs Chromium (CHROMIUM, else the one of Debian) and Playwright

“Empty” means: as many nodes and edges, placed at the same points, with no style, label or class of ours. Both are
measured in the same browser, in turn, from the call to the first picture on the screen, in time of the page's own
thread, so that other programs on the machine count little; the best of several turns counts.
"""

import json
import os
import statistics
import sys
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "src" / "tongpin" / "web" / "static"
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
SIZES = (5, 150, 600)
TURNS = 7
ALLOWED = 3.0

PAGE = (
    """<!doctype html><style>#map { position: relative; width: 1290px; height: 640px; }</style><div id="map"></div>"""
)
DRAWN = """(make) => new Promise((done) => {
  const map = document.getElementById("map");
  map.replaceChildren();
  const cy = make(map);
  cy.one("render", () => { cy.destroy(); done(); });
})"""
OURS = f"(scene) => ({DRAWN})((map) => tongpinChart.draw(map, scene))"
EMPTY = f"""(scene) => ({DRAWN})((map) => cytoscape({{
  container: map, layout: {{ name: "preset" }},
  elements: [
    ...scene.seats.map((seat) => ({{ data: {{ id: `${{seat.id}}` }}, position: {{ x: seat.x, y: seat.y }} }})),
    ...scene.lines.map(([above, below]) => ({{ data: {{ source: `${{above}}`, target: `${{below}}` }} }})),
  ],
}}))"""


def scene_of(size: int) -> dict[str, Any]:
    """A chart as the page gets it: every superior has five below, every seventh seat is vacant."""
    from tongpin.method.organisation import Seat
    from tongpin.web.organisation.layout import Words, lay_out
    from tongpin.web.organisation.picture import as_data

    seats = [
        Seat(
            id=number,
            title="副主任医师" if number > 6 else "分管副院长",
            holder="" if number % 7 == 0 else "欧阳建国",
            department=f"{(number + 3) // 5 if number > 6 else ''}",
            level="staff" if number > 31 else "manager" if number > 6 else "executive",
            reports_to=(number + 3) // 5 if number > 1 else None,
        )
        for number in range(1, size + 1)
    ]
    return as_data(lay_out(seats, Words(vacant="○ 空缺", nowhere="部门不详", more="下面还有 %s 个")))


def measured() -> list[dict[str, float]]:
    """Seats, milliseconds of either, their ratio; for each size."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_content(PAGE)
        page.add_script_tag(path=STATIC / "vendor" / "cytoscape.min.js")
        page.add_script_tag(path=STATIC / "ours" / "chart.js")
        thread = page.context.new_cdp_session(page)
        thread.send("Performance.enable", {"timeDomain": "threadTicks"})
        rows = [_row(page, thread, size) for size in SIZES]
        browser.close()
    return rows


def _row(page: Any, thread: Any, size: int) -> dict[str, float]:
    scene = scene_of(size)
    turns = [(_taken(page, thread, EMPTY, scene), _taken(page, thread, OURS, scene)) for _turn in range(TURNS)]
    empty, ours = (min(column) for column in zip(*turns, strict=True))
    middle = statistics.median(ours / empty for empty, ours in turns)
    return {"seats": size, "empty_ms": empty, "ours_ms": ours, "ratio": ours / empty, "median_ratio": middle}


def _taken(page: Any, thread: Any, script: str, scene: dict[str, Any]) -> float:
    before = _worked(thread)
    page.evaluate(script, scene)
    return (_worked(thread) - before) * 1000


def _worked(thread: Any) -> float:
    """Seconds that the page's thread has worked."""
    metrics = thread.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def main() -> int:
    """Prints the table; 1 where a chart takes longer than allowed."""
    rows = measured()
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        print(f"{'seats':>6} {'empty ms':>9} {'chart ms':>9} {'ratio':>6} {'median':>7}   at most {ALLOWED:.0f}")
        for row in rows:
            print("{seats:6} {empty_ms:9.1f} {ours_ms:9.1f} {ratio:6.2f} {median_ratio:7.2f}".format(**row))
    return 1 if any(row["ratio"] > ALLOWED for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
