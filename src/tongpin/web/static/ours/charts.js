// Charts: every .chart-box names by data-chart a JSON script with an ECharts option as plain data. Colours, fonts and
// the language of numbers are set here, so that all charts look alike; the same figures stand in a table on the page.
"use strict";

(() => {
  const FONT = 'system-ui, "PingFang SC", "PingFang TC", "Microsoft YaHei", "Microsoft JhengHei", "Noto Sans CJK SC", sans-serif';
  const INK = "#1b2733", QUIET = "#56636f", LINE = "#dfe4e8";
  const COLOURS = ["#1d4e89", "#b45309", "#1a7f4b", "#6d4bb8", "#c0262d", "#5a6875"];
  const axis = { axisLabel: { color: QUIET, hideOverlap: true }, axisLine: { lineStyle: { color: LINE } }, nameTextStyle: { color: QUIET }, splitLine: { lineStyle: { color: LINE } } };
  const THEME = {
    color: COLOURS,
    textStyle: { fontFamily: FONT, color: INK, fontSize: 13 },
    legend: { textStyle: { color: INK } },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis, timeAxis: axis, logAxis: axis,
    tooltip: { textStyle: { color: INK, fontFamily: FONT }, confine: true },
  };
  // A content policy without inline styles: everything is drawn on a canvas, and the tooltip is written as plain text.
  const QUIETLY = { animation: !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 250, aria: { enabled: false } };

  function draw(box) {
    const source = document.getElementById(box.dataset.chart);
    if (!source || box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    const option = JSON.parse(source.textContent);
    const chart = echarts.init(box, "tongpin", { renderer: "canvas" });
    chart.setOption({ ...QUIETLY, ...option, tooltip: { renderMode: "richText", ...option.tooltip } });
    new ResizeObserver(() => chart.resize()).observe(box);
  }

  function drawAll() { document.querySelectorAll(".chart-box").forEach(draw); }

  echarts.registerTheme("tongpin", THEME);
  document.addEventListener("htmx:after:swap", drawAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", drawAll);
  else drawAll();
})();
