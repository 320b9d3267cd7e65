// 축: 눈금, 눈금의 글, 축의 이름. 이름은 축의 끝에 가로로 쓴다.

import { svg, typeset } from "../dom.js";
import { number, power } from "../format.js";

const isLog = (scale) => typeof scale.base === "function";

function ticks(scale, count) {
  if (!isLog(scale)) return scale.ticks(count).map((value) => [value, number(value, 6)]);
  const [low, high] = scale.domain().map((value) => Math.log10(value)).sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil((high - low) / count));
  const first = Math.ceil(low / every - 1e-9) * every;
  const exponents = [];
  for (let e = first; e <= high + 1e-9; e += every) exponents.push(e);
  return exponents.map((e) => [10 ** e, power(e)]);
}

export function drawAxes(plot, { x, y, xLabel, yLabel, xValues = null, grid = false }) {
  const { width, height, axes } = plot;
  const key = JSON.stringify([x.domain(), y.domain(), width, height, xLabel, yLabel]);
  if (axes.dataset.key === key) return;
  axes.dataset.key = key;

  const parts = [];
  const line = (x1, y1, x2, y2, name) =>
    parts.push(svg("line", { class: name, x1, y1, x2, y2 }));
  const text = (content, px, py, anchor, name) =>
    parts.push(svg("text", { class: name, x: px, y: py, "text-anchor": anchor }, ...typeset(content, true)));

  const xTicks = xValues?.map((value) => [value, number(value)]) ?? ticks(x, Math.max(2, Math.floor(width / 62)));
  for (const [value, label] of xTicks) {
    const px = x(value);
    if (grid) line(px, 0, px, height, "of-grid-line");
    line(px, height, px, height + 4, "of-tick");
    text(label, px, height + 16, "middle", "of-tick-label");
  }
  for (const [value, label] of ticks(y, Math.max(2, Math.floor(height / 32)))) {
    const py = y(value);
    if (grid) line(0, py, width, py, "of-grid-line");
    line(-4, py, 0, py, "of-tick");
    text(label, -7, py + 4, "end", "of-tick-label");
  }
  parts.push(svg("path", { class: "of-frame", d: `M0,0V${height}H${width}` }));
  text(xLabel, width, height + 30, "end", "of-axis-label");
  text(yLabel, -plot.margin.left + 4, -13, "start", "of-axis-label");
  axes.replaceChildren(...parts);
}
