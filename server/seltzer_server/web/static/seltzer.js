// The history chart, drawn over the server's picture. Without this script the picture stays.
(() => {
  "use strict";
  const UNITS = { percent: " %", number: "", seconds: " s" };
  const HEIGHT = 300;
  const charts = new Map();

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function short(value) {
    const size = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"]].find(([s]) => Math.abs(value) >= s);
    const shown = size ? value / size[0] : value;
    return `${Number(shown.toPrecision(4))}${size ? size[1] : ""}`;
  }

  const SPANS = [[86400, "d"], [3600, "h"], [60, "min"]];
  const ROUND_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600];
  const ROUND_DAYS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000].map((days) => days * 86400);

  function span(seconds) {
    const unit = SPANS.find(([s]) => Math.abs(seconds) >= s);
    return unit ? `${Number((seconds / unit[0]).toPrecision(3))} ${unit[1]}` : `${Math.round(seconds)} s`;
  }

  function render(value, unit) {
    if (value === null || value === undefined) return "—";
    if (unit === "seconds") return span(value);
    const digits = Math.abs(value) >= 1000 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 4 };
    return value.toLocaleString("en-US", digits) + UNITS[unit];
  }

  // An edge of the band is an estimate, so large numbers lose their decimals.
  function renderBound(value, unit) {
    return render(unit === "number" && Math.abs(value) >= 1000 ? Math.round(value) : value, unit);
  }

  function dates(ticks) {
    const isWithinDays = ticks.length > 1 && ticks[1] - ticks[0] < 86400;
    const form = isWithinDays
      ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { day: "2-digit", month: "short" };
    const format = new Intl.DateTimeFormat("en-GB", { ...form, timeZone: "UTC" });
    return ticks.map((tick) => format.format(new Date(tick * 1000)));
  }

  function drawLines(plot, lines) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = color("--threshold");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 5 * devicePixelRatio]);
    for (const line of lines) {
      const y = plot.valToPos(line, "y", true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  // Corners around the value, as the server draws them: shapes tell outcomes apart without colour.
  const SHAPES = {
    fail: [[0, -6], [6, 0], [0, 6], [-6, 0]],
    warn: [[0, -6], [6, 5], [-6, 5]],
    error: [[-5, -5], [5, -5], [5, 5], [-5, 5]],
  };

  function drawMarks(plot, points) {
    const { ctx, bbox } = plot;
    const radius = 6 * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left - radius, bbox.top - radius, bbox.width + 2 * radius, bbox.height + 2 * radius);
    ctx.clip();
    for (const point of points) {
      const shape = SHAPES[point.o];
      if (point.v === null || !shape) continue;
      const x = plot.valToPos(point.t, "x", true);
      const y = plot.valToPos(point.v, "y", true);
      ctx.beginPath();
      for (const [dx, dy] of shape) ctx.lineTo(x + dx * devicePixelRatio, y + dy * devicePixelRatio);
      ctx.closePath();
      ctx.fillStyle = color(`--${point.o}`);
      ctx.strokeStyle = color("--surface");
      ctx.lineWidth = 2 * devicePixelRatio;
      ctx.stroke();
      ctx.fill();
    }
    ctx.restore();
  }

  function describe(point, unit) {
    const at = new Date(point.t * 1000).toISOString().slice(0, 16).replace("T", " ");
    const parts = [`${at} UTC`, render(point.v, unit), point.o];
    if (point.lo !== null && point.hi !== null) {
      parts.push(`expected ${renderBound(point.lo, unit)} to ${renderBound(point.hi, unit)}`);
    }
    return parts.join("  ·  ");
  }

  function axis(extra) {
    return {
      stroke: color("--muted"),
      grid: { stroke: color("--grid"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
      ...extra,
    };
  }

  function options(width, data, unit, readout) {
    const { points, lines } = data;
    const ticks = unit === "seconds"
      ? { values: (_, marks) => marks.map(span), incrs: [...ROUND_SECONDS, ...ROUND_DAYS] }
      : { values: (_, marks) => marks.map((mark) => short(mark) + UNITS[unit]) };
    return {
      width,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      legend: { show: false },
      cursor: { points: { size: 8 }, y: false, drag: { x: true, y: false } },
      scales: {
        // A lone result has no span of its own: a day around it.
        x: { range: (_, low, high) => (low === high ? [low - 43200, high + 43200] : [low, high]) },
        y: {
          range: (_, low, high) => {
            const edges = [low, high, ...lines].filter((edge) => Number.isFinite(edge));
            return edges.length ? uPlot.rangeNum(Math.min(...edges), Math.max(...edges), 0.08, true) : [0, 1];
          },
        },
      },
      axes: [axis({ space: 90, size: 34, gap: 10, values: (_, ticks) => dates(ticks) }), axis({ size: 64, ...ticks })],
      series: [
        {},
        { stroke: color("--band-edge"), width: 1, points: { show: false } },
        { stroke: color("--band-edge"), width: 1, points: { show: false } },
        { stroke: color("--accent"), width: 2, points: { show: points.length < 60, size: 5, fill: color("--surface") } },
      ],
      bands: [{ series: [2, 1], fill: color("--band") }],
      hooks: {
        draw: [(plot) => { drawLines(plot, lines); drawMarks(plot, points); }],
        setCursor: [(plot) => {
          const point = points[plot.cursor.idx];
          readout.textContent = describe(point ?? points[points.length - 1], unit);
        }],
      },
    };
  }

  function start(figure) {
    const source = figure.querySelector('script[type="application/json"]');
    if (!source || typeof uPlot === "undefined") return;
    const data = JSON.parse(source.textContent);
    if (!data.points.length) return;
    stop(figure);
    const readout = document.createElement("p");
    readout.className = "readout num";
    const canvas = document.createElement("div");
    canvas.className = "chart-live";
    canvas.setAttribute("aria-hidden", "true"); // the table below says the same
    figure.append(readout, canvas);
    readout.textContent = describe(data.points[data.points.length - 1], figure.dataset.unit);
    figure.classList.add("is-live");
    const columns = ["t", "lo", "hi", "v"].map((key) => data.points.map((point) => point[key]));
    const plot = new uPlot(options(canvas.clientWidth, data, figure.dataset.unit, readout), columns, canvas);
    const observer = new ResizeObserver(() => {
      if (canvas.clientWidth) plot.setSize({ width: canvas.clientWidth, height: HEIGHT });
    });
    observer.observe(canvas);
    charts.set(figure, () => {
      observer.disconnect();
      plot.destroy();
      readout.remove();
      canvas.remove();
    });
  }

  function stop(figure) {
    charts.get(figure)?.();
    charts.delete(figure);
  }

  function startAll() {
    for (const figure of document.querySelectorAll("[data-chart]")) start(figure);
  }

  // Canvases do not follow the theme by themselves.
  document.addEventListener("seltzer:theme", startAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", startAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();

  // A table that scrolls sideways has to be reachable by keyboard; one that fits is no stop.
  function markScrollers() {
    for (const frame of document.querySelectorAll(".table-frame, .chart")) {
      const isScroller = frame.scrollWidth > frame.clientWidth + 1;
      frame.toggleAttribute("data-scrolls", isScroller);
      if (isScroller) {
        frame.tabIndex = 0;
        frame.setAttribute("role", "group");
        frame.setAttribute("aria-label", "Scrolls sideways");
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
      }
    }
  }

  document.addEventListener("DOMContentLoaded", markScrollers);
  document.addEventListener("htmx:after:swap", markScrollers);
  addEventListener("resize", markScrollers);

  // "/" goes to the search field, as in the tools that people come from.
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector('input[type="search"]');
    if (field) {
      event.preventDefault();
      field.focus();
    }
  });
})();
