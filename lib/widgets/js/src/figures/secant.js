// 할선과 접선: h를 줄이면 차분의 기울기가 미분계수에 다가가다가, 반올림 때문에 다시 멀어진다.

import { scaleLog } from "d3-scale";
import { html, setAttributes, setText, svg, uniqueId } from "../dom.js";
import { number, withSubject } from "../format.js";
import { curve as curveOf, CURVES } from "../landscapes.js";
import { createGraph } from "../parts/graph.js";
import { drawAxes } from "../parts/axes.js";
import { grid, row, stack } from "../parts/layout.js";
import { polyline } from "../parts/path.js";
import { createPlace } from "../parts/place.js";
import { createPlot } from "../parts/plot.js";
import { createReadout } from "../parts/readout.js";
import { createReset } from "../parts/reset.js";
import { createSelect } from "../parts/select.js";
import { createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const KINDS = { forward: "전방 차분", central: "중앙 차분" };

// lib/derivatives.py의 전방 차분과 중앙 차분.
export const difference = {
  forward: (f, x, h) => (f(x + h) - f(x)) / h,
  central: (f, x, h) => (f(x + h) - f(x - h)) / (2 * h),
};

const GAPS = Array.from({ length: 129 }, (_, i) => 10 ** (-16 + i / 8));
const FLOOR = 1e-16; // 오차가 0이면 로그 눈금의 바닥에 놓는다

export function secantFigure(root, state) {
  const initial = state.get();
  const graph = createGraph({ name: "곡선과 할선, 접선" });
  const tangent = svg("path", { class: "of-tangent" });
  const secant = svg("path", { class: "of-secant" });
  const ends = [0, 1].map(() => svg("circle", { class: "of-secant-end", r: 4.5 }));
  const base = svg("circle", { class: "of-point", r: 5.5 });
  const names = {
    tangent: svg("text", { class: "of-direct of-tangent-name", text: "접선" }),
    secant: svg("text", { class: "of-direct of-secant-name", text: "할선" }),
  };
  graph.plot.marks.append(tangent, secant, ...ends, base);
  graph.plot.labels.append(names.tangent, names.secant);

  const place = createPlace(graph.track(), {
    label: "점 x₀",
    kind: "point",
    axes: [""],
    get: () => [state.get().x0],
    set: ([x0]) => state.set({ x0 }),
  });

  const errors = createErrors((h) => state.set({ h }));
  const slider = createSlider({
    title: "간격", symbol: "h", min: 1e-16, max: 1, scale: "log",
    show: (h) => number(h, 3),
    onInput: (h) => state.set({ h }),
  });
  const kinds = createKinds(state);
  const readout = createReadout([
    ["secant", "할선의 기울기"],
    ["true", "접선의 기울기 f′(x₀)"],
    ["error", "둘의 차이"],
  ]);
  const status = createStatus();
  const chooser = createSelect({
    title: "곡선",
    options: initial.curves.map((name) => [name, `${CURVES[name].title} ${CURVES[name].formula}`]),
    // 재던 점을 그대로 두어 같은 x에서 곡선끼리 견준다.
    onChange: (name) => {
      const [low, high] = CURVES[name].domain;
      state.set({ curve: name, x0: Math.min(Math.max(state.get().x0, low), high) });
    },
  });
  const reset = createReset(state, ["curve", "x0", "h", "kind"]);

  root.append(
    chooser.node,
    grid([graph.node, place.node, kinds.node, stack(slider), row(reset)], [errors.node, readout.node]),
    status.node,
  );

  let curve = null;
  function update(keys) {
    const { curve: name, x0, h, kind } = state.get();
    if (curve?.name !== name) curve = curveOf(name);
    graph.draw(curve);

    const slope = curve.df(x0);
    const measured = difference[kind](curve.f, x0, h);
    const error = Math.abs(measured - slope);
    const left = kind === "central" ? x0 - h : x0;
    graph.line(tangent, [x0, curve.f(x0)], slope);
    graph.line(secant, [left, curve.f(left)], measured);
    graph.place(base, [x0, curve.f(x0)]);
    graph.place(ends[0], [x0 + h, curve.f(x0 + h)]);
    graph.place(ends[1], [left, curve.f(left)]);
    nameLines(curve, x0, slope, measured, left);
    place.set([x0], `x₀ = ${number(x0)}, f(x₀) = ${number(curve.f(x0))}`);

    errors.draw(curve, x0, { h, kind, error, moved: keys.has("curve") || keys.has("x0") });
    slider.set(h);
    kinds.set(kind);
    chooser.set(name);
    readout.set({ secant: number(measured, 8), true: number(slope, 8), error: number(error, 3) });
    const smaller = Math.abs(difference[kind](curve.f, x0, h / 10) - slope);
    status.set(verdict(kind, h, error, smaller, slope, x0));
  }

  // 두 직선의 이름을 서로 가장 벌어진 자리에 바로 적는다. 어디서나 거의 겹치면 한 이름으로 합친다.
  function nameLines(curve, x0, slope, measured, left) {
    const { width, height } = graph.plot;
    const [low, high] = curve.domain;
    const lines = [
      [names.tangent, (at) => curve.f(x0) + slope * (at - x0)],
      [names.secant, (at) => curve.f(left) + measured * (at - left)],
    ];
    const [places, rivals] = lines.map(([, line]) =>
      Array.from({ length: 41 }, (_, k) => {
        const at = low + ((high - low) * (k + 1)) / 42;
        return graph.project([at, line(at)]);
      }),
    );
    const merged = places.every(([, y], k) => Math.abs(y - rivals[k][1]) < 8 || y < 0 || y > height);
    names.secant.classList.toggle("of-gone", merged);
    setText(names.tangent, merged ? "접선 ≈ 할선" : "접선");
    const [center] = graph.project([x0, 0]);
    [[names.tangent, places, rivals], [names.secant, rivals, places]].forEach(([node, own, other]) => {
      const room = ([x, y], k) =>
        x > 40 && x < width - 40 && y > 20 && y < height - 20
          ? Math.min(Math.abs(y - other[k][1]), 60) + 0.05 * Math.abs(x - center)
          : -1;
      const best = own.reduce((found, p, k) => (room(p, k) > room(own[found], found) ? k : found), 0);
      const [px, py] = own[best];
      const above = merged || py < other[best][1];
      const rising = own.at(-1)[1] < own[0][1];
      setAttributes(node, {
        x: px + (above === rising ? -4 : 4),
        y: py + (above ? -7 : 16),
        "text-anchor": above === rising ? "end" : "start",
      });
    });
  }

  return { update, destroy: () => status.destroy() };
}

function verdict(kind, h, error, smaller, slope, x0) {
  const name = KINDS[kind];
  const best = kind === "forward" ? 1e-8 : 6e-6;
  const size = `${name}의 오차는 ${number(error, 2)}입니다.`;
  if (x0 + h === x0) {
    return "h가 너무 작아 x₀ + h가 x₀와 같은 수가 되었습니다. 차분은 0이 되어 아무것도 재지 못합니다.";
  }
  if (error === 0) return `${name}이 미분계수와 마지막 자리까지 같습니다.`;
  if (h < best / 5) return `${size} 이 간격에서는 반올림오차가 큽니다. h를 더 줄이면 대체로 나빠집니다.`;
  if (h <= 5 * best) return `${size} 보통 이 언저리에서 절단오차와 반올림오차의 합이 가장 작습니다.`;
  const apart = error > 0.1 * Math.max(Math.abs(slope), 1e-3) ? " 할선이 접선과 눈에 띄게 다릅니다." : "";
  return `${size}${apart} 간격 h를 10분의 1로 줄이면 오차는 ${withSubject(number(smaller, 2))} 됩니다.`;
}

function createKinds(state) {
  const group = uniqueId("kind");
  const inputs = Object.entries(KINDS).map(([kind, text]) => {
    const input = html("input", { type: "radio", name: group, value: kind, class: "of-spoken" });
    input.addEventListener("change", () => state.set({ kind }));
    return { kind, input, label: html("label", { class: `of-choice of-${kind}` }, input, html("span", { text })) };
  });
  return {
    node: html(
      "div",
      { class: "of-choices", role: "radiogroup", "aria-label": "차분의 종류" },
      ...inputs.map(({ label }) => label),
    ),
    set(kind) {
      inputs.forEach(({ kind: own, input }) => {
        input.checked = own === kind;
      });
    },
  };
}

// 오차 판: h에 따른 두 차분의 오차. 로그-로그.
function createErrors(onPick) {
  const plot = createPlot({ name: "간격 h에 따른 차분의 오차", aspect: 0.72, margin: { top: 26, right: 12, bottom: 34, left: 46 } });
  const lines = Object.fromEntries(
    Object.keys(KINDS).map((kind) => [
      kind,
      {
        line: svg("path", { class: `of-error of-${kind}` }),
        name: svg("text", { class: `of-direct of-${kind}`, text: KINDS[kind] }),
      },
    ]),
  );
  const now = svg("line", { class: "of-now" });
  const dot = svg("circle", { class: "of-point", r: 5 });
  plot.marks.append(now, ...Object.values(lines).map(({ line }) => line), dot);
  plot.labels.append(...Object.values(lines).map(({ name }) => name));
  let x = scaleLog();

  plot.front.addEventListener("click", (event) => {
    const h = x.invert(plot.locate(event)[0]);
    onPick(Math.min(Math.max(Number(h.toPrecision(2)), 1e-16), 1));
  });

  let drawn = null;
  return {
    node: plot.node,
    draw(curve, x0, { h, kind, error, moved }) {
      const resized = plot.measure();
      const { width, height } = plot;
      x = scaleLog([1e-16, 1], [0, width]);
      const y = scaleLog([FLOOR, 100], [height, 0]).clamp(true);
      if (moved || resized || drawn === null) {
        drawn = curve;
        const slope = curve.df(x0);
        drawAxes(plot, { x, y, xLabel: "간격 h (로그 눈금)", yLabel: "오차 (로그 눈금)", grid: true });
        for (const [own, { line, name }] of Object.entries(lines)) {
          const points = GAPS.map((gap) => {
            const off = Math.abs(difference[own](curve.f, x0, gap) - slope);
            return [x(gap), y(Math.max(off, FLOOR))];
          });
          line.setAttribute("d", polyline(points, width, height));
          // 이름은 두 선이 갈라진 쪽에: 전방 차분은 선의 왼쪽 위, 중앙 차분은 오른쪽 아래.
          const above = own === "forward";
          const [px, py] = points[above ? 92 : 96];
          setAttributes(name, {
            x: px + (above ? -8 : 8), y: py + (above ? -8 : 14), "text-anchor": above ? "end" : "start",
          });
        }
      }
      for (const [own, { line, name }] of Object.entries(lines)) {
        [line, name].forEach((node) => node.classList.toggle("of-quiet", own !== kind));
      }
      setAttributes(now, { x1: x(h), x2: x(h), y1: 0, y2: height });
      setAttributes(dot, { cx: x(h), cy: y(Math.max(error, FLOOR)) });
    },
  };
}
