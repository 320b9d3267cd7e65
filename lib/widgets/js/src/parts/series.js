// 걸음에 따른 값들의 판: 여러 선을 한 축에 그리고 이름을 선 끝에 바로 적는다.

import { scaleLinear, scaleLog } from "d3-scale";
import { setAttributes, setText, svg } from "../dom.js";
import { paint } from "../styles.js";
import { drawAxes } from "./axes.js";
import { polyline } from "./path.js";
import { createPlot } from "./plot.js";

const MARGIN = { top: 22, right: 16, bottom: 34, left: 42 };
const GAP = 15; // 이름과 이름 사이의 최소 간격(px)

// 값들을 담는 로그 눈금의 범위. 위아래를 10의 거듭제곱에 맞춘다.
export function logRange(values, { low = 1e-16, decades = 12 } = {}) {
  const seen = values.filter((value) => Number.isFinite(value) && value > low);
  const top = Math.ceil(Math.log10(seen.length > 0 ? Math.max(...seen) : 1) + 1e-9);
  const bottom = Math.floor(Math.log10(seen.length > 0 ? Math.min(...seen) : 0.1) - 1e-9);
  return [10 ** Math.max(Math.min(bottom, top - 1), top - decades), 10 ** top];
}

export function linearRange(values, margin = 0.08) {
  const seen = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...seen, 0), Math.max(...seen, 0)];
  const room = margin * Math.max(high - low, 1e-9);
  return [low < 0 ? low - room : low, high > 0 ? high + room : high];
}

// onPick(가로 좌표의 값): 판을 눌러 자리를 고른다.
export function createSeries({ name, aspect = 0.55, xLabel, margin = MARGIN, onPick }) {
  const plot = createPlot({ name, aspect, margin });
  const zero = svg("line", { class: "of-zero" });
  const now = svg("line", { class: "of-now" });
  const curves = svg("g");
  const dots = svg("g");
  plot.marks.append(zero, now, curves, dots);
  let x = scaleLinear();
  let pool = [];

  if (onPick) plot.onScrub(([px]) => onPick(x.invert(px)));

  // 선마다 요소를 다시 쓴다. 끄는 동안 요소를 새로 만들지 않으려는 것이다.
  function resize(count) {
    while (pool.length < count) {
      const entry = {
        area: svg("path", { class: "of-area" }),
        line: svg("path", { class: "of-line" }),
        dot: svg("circle", { class: "of-dot", r: 4 }),
        name: svg("text", { class: "of-flag" }),
      };
      curves.append(entry.area, entry.line);
      dots.append(entry.dot);
      plot.labels.append(entry.name);
      pool.push(entry);
    }
    pool.forEach(({ area, line, dot, name: label }, i) =>
      [area, line, dot, label].forEach((node) => node.classList.toggle("of-gone", i >= count)),
    );
  }

  // 눈금과 선. lines의 값들이 그대로면 다시 그리지 않는다.
  function drawLines({ lines, xRange, yRange, log, xLog, yLabel, xName }) {
    const { width, height } = plot;
    x = (xLog ? scaleLog : scaleLinear)(xRange, [0, width]);
    const y = (log ? scaleLog : scaleLinear)(yRange, [height, 0]);
    const place = (value) => (log ? y(Math.max(value, yRange[0] / 1e3)) : y(value));
    drawAxes(plot, { x, y, xLabel: xName, yLabel, grid: true });
    const crosses = !log && yRange[0] < 0 && yRange[1] > 0;
    zero.classList.toggle("of-gone", !crosses);
    if (crosses) setAttributes(zero, { x1: 0, x2: width, y1: y(0), y2: y(0) });

    resize(lines.length);
    const names = [];
    lines.forEach(({ values, style, name: label = "", unit = 1, start = 0, xs = null, band = null, faint = false }, i) => {
      const across = (k) => x(xs === null ? start + k * unit : xs[k]);
      const points = values.map((value, k) => [across(k), place(value)]);
      const { area, line, dot, name: text } = pool[i];
      area.classList.toggle("of-gone", band === null);
      if (band !== null) {
        const edges = band.map((edge) => edge.map((value, k) => [across(k), place(value)]));
        const around = [...edges[0], ...edges[1].reverse()];
        paint(area, style).setAttribute("d", `M${around.map((p) => p.map((at) => at.toFixed(1)).join()).join("L")}Z`);
      }
      paint(line, style).setAttribute("d", polyline(points, width, height));
      line.classList.toggle("of-ahead", faint);
      paint(dot, style);
      pool[i].points = faint || xs !== null ? [] : points;
      setText(text, label);
      paint(text, style);
      if (label !== "") names.push([text, lastInside(points, width, height)]);
    });
    spread(names, width, height);
  }

  function drawCursor(lines, cursor) {
    const { width, height } = plot;
    now.classList.toggle("of-gone", cursor === null);
    if (cursor !== null) setAttributes(now, { x1: x(cursor), x2: x(cursor), y1: 0, y2: height });
    lines.forEach(({ unit = 1, start = 0 }, i) => {
      const { dot, points } = pool[i];
      const p = cursor === null ? undefined : points[Math.round((cursor - start) / unit)];
      const shown = p !== undefined && inside(p, width, height);
      dot.classList.toggle("of-gone", !shown);
      if (shown) setAttributes(dot, { cx: p[0], cy: p[1] });
    });
  }

  let drawn = { scene: "", data: [] };
  return {
    plot,
    x: (value) => x(value),
    // lines: [{values, style, name, unit, start, xs, band, faint}]. 가로 자리는 start에서 unit씩이거나
    // xs에 적힌 대로다. band는 [아래, 위] 값들의 짝으로, 선 뒤에 옅게 칠한다.
    // upTo: 가로로 여기까지만 보이고 이름은 감춘다(다 보이면 null).
    draw({ lines, xRange, yRange, log = false, xLog = false, yLabel, cursor = null, xName = xLabel, upTo = null }) {
      const resized = plot.measure();
      const rest = lines.map(({ values, xs, band, ...own }) => own);
      const scene = JSON.stringify([xRange, yRange, log, xLog, yLabel, xName, rest]);
      const data = lines.flatMap(({ values, xs, band }) => [values, xs, band]);
      if (resized || scene !== drawn.scene || data.some((own, i) => own !== drawn.data[i])) {
        drawn = { scene, data };
        drawLines({ lines, xRange, yRange, log, xLog, yLabel, xName });
      }
      plot.reveal(curves, upTo === null ? null : x(upTo));
      plot.labels.classList.toggle("of-gone", upTo !== null);
      drawCursor(lines, cursor);
    },
  };
}

const inside = ([x, y], width, height) => x >= -1 && x <= width + 1 && y >= -1 && y <= height + 1;

const lastInside = (points, width, height) =>
  points.findLast((p) => inside(p, width, height)) ?? [width, 14];

// 이름을 선 끝의 위에 놓되, 가로로 겹치는 것끼리는 세로로 GAP만큼 벌린다. 아래가 막히면 위로 민다.
function spread(names, width, height) {
  const labels = names
    .map(([node, [x, y]]) => ({ node, x: Math.min(x, width - 2), y: y < 20 ? y + 17 : Math.min(y - 7, height - 6) }))
    .sort((a, b) => a.y - b.y);
  const beside = (a, b) => Math.abs(a.x - b.x) < 110;
  labels.forEach((label, i) => {
    for (const above of labels.slice(0, i)) if (beside(above, label)) label.y = Math.max(label.y, above.y + GAP);
  });
  for (let i = labels.length - 1; i >= 0; i -= 1) {
    const under = labels.slice(i + 1).filter((other) => beside(other, labels[i]));
    labels[i].y = Math.min(labels[i].y, height - 4, ...under.map((other) => other.y - GAP));
  }
  for (const { node, x, y } of labels) setAttributes(node, { x, y, "text-anchor": x > width / 3 ? "end" : "start" });
}
