// 안정 지도: (ηL, μ)마다 오차가 걸음마다 몇 배로 줄어드는지, 그때의 고윳값과 움직임은 어떤지.

import { scaleLinear } from "d3-scale";
import { html, setAttributes, setText, svg, uniqueId } from "../dom.js";
import { number, roundTo } from "../format.js";
import { simulate } from "../simulate.js";
import { best, critical, eigenvalues, fate, isDouble, motion, MOTIONS, rate, size, span } from "../stability.js";
import { paint, STYLES } from "../styles.js";
import { drawAxes } from "../parts/axes.js";
import { createAction, createChoices } from "../parts/choices.js";
import { createHandle } from "../parts/handle.js";
import { grid, row, stack } from "../parts/layout.js";
import { dots, exit, polyline } from "../parts/path.js";
import { createPlot } from "../parts/plot.js";
import { createReadout } from "../parts/readout.js";
import { createReset } from "../parts/reset.js";
import { createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const WIDEST = 4; // 지도에 그리는 가장 큰 ηL. 모멘텀은 μ가 1에 가까워도 4를 넘으면 발산한다
const HEAVIEST = 0.999;
const LEVELS = [1, 0.99, 0.98, 0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
const ROWS = 240;
const TITLES = { Momentum: "모멘텀", NAG: "네스테로프(NAG)" };
const SLOW = { color: "#444444", dark: "#c4c4c4", dash: [2, 2] };

export function stabilityFigure(root, state) {
  const initial = state.get();
  const chart = createChart();
  const plane = createPlane();
  const course = createCourse();

  const move = ([lr, momentum], rate = 1) =>
    state.set({
      lr: roundTo(Math.min(Math.max(lr, 0), WIDEST), 0.01 * rate),
      momentum: roundTo(Math.min(Math.max(momentum, 0), HEAVIEST), (momentum > 0.99 ? 0.001 : 0.01) * rate),
    });
  const handle = createHandle(chart.plot, {
    label: "학습률과 모멘텀",
    kind: "point",
    onMove: (place) => move(chart.invert(place)),
    onNudge: ([dx, dy], rate) => {
      const { lr, momentum } = state.get();
      move([lr + 0.05 * dx * rate, momentum + 0.02 * dy * rate], Math.min(rate, 1));
    },
  });
  chart.plot.front.addEventListener("click", (event) => move(chart.invert(chart.plot.locate(event))));

  const rules = createChoices({
    title: "방법",
    options: initial.rules.map((name) => [name, TITLES[name]]),
    onChange: (rule) => state.set({ rule }),
  });
  const sliders = {
    lr: createSlider({
      title: "학습률", symbol: "ηL", min: 0, max: WIDEST, step: 0.01,
      onInput: (lr) => state.set({ lr }),
    }),
    momentum: createSlider({
      title: "모멘텀", symbol: "μ", min: 0, max: HEAVIEST, scale: "one-minus",
      onInput: (momentum) => state.set({ momentum }),
    }),
    condition: createSlider({
      title: "조건수", symbol: "κ", min: 1, max: 1000, scale: "log",
      onInput: (condition) => state.set({ condition }),
    }),
  };
  const optimum = createAction({
    text: "가장 좋은 값으로",
    onPress: () => {
      const { rule, condition } = state.get();
      const [lr, momentum] = best(rule, condition);
      state.set({ lr, momentum });
    },
  });
  const reset = createReset(state, ["rule", "lr", "momentum", "condition"]);
  const readout = createReadout([
    ["rate", "걸음마다 오차가"],
    ["steps", "오차를 10분의 1로"],
    ["steep", "고윳값"],
    ["gentle", "고윳값 (완만한 방향)"],
  ]);
  const [steepName, gentle] = [readout.node.children[2].firstChild, readout.node.children[3]];
  const status = createStatus();

  root.append(
    grid(
      [
        rules.node,
        chart.plot.node,
        stack(sliders.lr, sliders.momentum, sliders.condition),
        row(optimum, reset),
      ],
      [course.plot.node, html("div", { class: "of-pair" }, plane.plot.node, readout.node)],
    ),
    status.node,
  );

  function update() {
    const { rule, lr, momentum, condition, steps } = state.get();
    const flat = condition > 1;
    const roots = [eigenvalues(rule, lr, momentum)];
    if (flat) roots.push(eigenvalues(rule, lr / condition, momentum));
    const speed = rate(rule, lr, momentum, condition);

    chart.draw(rule, condition);
    handle.set(chart.project([lr, momentum]), {
      now: lr, min: 0, max: WIDEST,
      text: `ηL = ${number(lr, 3)}, μ = ${number(momentum, 3)}, 걸음마다 오차가 ${number(speed, 3)}배`,
    });
    plane.draw(rule, roots);
    course.draw(rule, { lr, momentum, condition, steps });
    for (const [name, slider] of Object.entries(sliders)) slider.set(state.get()[name]);
    rules.set(rule);
    gentle.hidden = !flat;
    setText(steepName, flat ? "고윳값 (가파른 방향)" : "고윳값");
    readout.set({
      rate: `${number(speed, 4)}배`,
      steps: stepsTo(speed),
      steep: rootText(roots[0]),
      gentle: flat ? rootText(roots[1]) : "",
    });
    status.set(story(state.get(), speed));
  }

  return { update, destroy: () => status.destroy() };
}

const stepsTo = (speed) => {
  if (fate(speed) >= 0) return "줄지 않음";
  return `${number(Math.max(1, Math.ceil(Math.log(10) / -Math.log(speed) - 1e-9)), 6)}걸음`;
};

function rootText(roots) {
  const [[re, im], [other]] = roots;
  const digits = (value) => number(Math.abs(value) < 5e-4 ? 0 : value, 3);
  if (isDouble(roots)) return `${digits((re + other) / 2)} (중근)`;
  return im > 0 ? `${digits(re)} ± ${digits(im)}i` : `${digits(re)}, ${digits(other)}`;
}

// 한 방향의 움직임을 말로.
function manner(rule, z, momentum) {
  const speed = Math.max(...eigenvalues(rule, z, momentum).map(size));
  const kind = motion(rule, z, momentum);
  if (kind === "still") return MOTIONS.still;
  return fate(speed) > 0 ? `발산(${number(speed, 3)}배)` : `${MOTIONS[kind]}(${number(speed, 3)}배)`;
}

const MEANING = {
  still: "고윳값이 둘 다 0이라 최솟값에 곧바로 섭니다.",
  over: "고윳값이 둘 다 실수이고 큰 쪽이 양수라, 최솟값을 맴돌지 않고 천천히 다가갑니다.",
  critical: "두 고윳값이 만나는 경계입니다. 이 μ에서 진동 없이 가장 빠르게 다가갑니다.",
  under: "고윳값이 켤레복소수라, 최솟값을 지나쳤다 되돌아오며 다가갑니다.",
  border: "두 고윳값이 음수인 한 점에서 만나는, 부족 감쇠와 엇갈림 진동의 경계입니다. 걸음마다 최솟값의 양쪽을 오갑니다.",
  flip: "큰 고윳값이 음수라, 걸음마다 최솟값의 양쪽을 오가며 다가갑니다.",
};

function story({ rule, lr, momentum, condition }, speed) {
  const [topLr, topMomentum] = best(rule, condition);
  const top = rate(rule, topLr, topMomentum, condition);
  const lead = `가장 좋은 값은 ηL = ${number(topLr, 3)}, μ = ${number(topMomentum, 3)}에서 ${number(top, 3)}배입니다.`;
  if (lr === 0) return "학습률이 0이면 움직이지 않습니다.";
  if (condition === 1) {
    const kind = motion(rule, lr, momentum);
    if (fate(speed) > 0) return `발산: 큰 고윳값의 크기가 1보다 커서, 오차가 걸음마다 ${number(speed, 3)}배로 불어납니다.`;
    if (fate(speed) === 0) return "경계: 고윳값의 크기가 1이라 오차가 줄지도 불어나지도 않습니다.";
    return `${MOTIONS[kind]}: ${MEANING[kind]}`;
  }
  const steep = manner(rule, lr, momentum);
  const mild = manner(rule, lr / condition, momentum);
  return `가파른 방향은 ${steep}, 완만한 방향은 ${mild}. 느린 쪽이 전체의 속도 ${number(speed, 3)}배를 정합니다. ${lead}`;
}

// ── 지도 ────────────────────────────────────────────────────────────────────

function createChart() {
  const plot = createPlot({ name: "ηL과 μ에 따른 수렴 속도의 지도", aspect: 0.8, margin: { top: 22, right: 10, bottom: 34, left: 34 } });
  const pattern = uniqueId("hatch");
  const hatch = svg(
    "pattern",
    { id: pattern, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { class: "of-hatch", d: "M0 0V8" }),
  );
  plot.back.querySelector("defs").append(hatch);
  const outside = svg("rect", { fill: `url(#${pattern})` });
  const bands = svg("g");
  const lines = svg("g");
  const optimum = svg("path", { class: "of-minimum" });
  const names = svg("g");
  plot.backdrop.append(outside, bands, lines, optimum);
  plot.labels.append(names);
  const x = scaleLinear([0, WIDEST], [0, 1]);
  const y = scaleLinear([0, 1], [1, 0]);
  let drawn = "";

  const project = ([lr, momentum]) => [x(lr), y(momentum)];

  // 수렴 속도가 r배 이하인 곳: 줄마다의 구간을 이은 도형.
  function region(rule, r, kappa) {
    const rows = Array.from({ length: ROWS + 1 }, (_, i) => i / ROWS);
    if (rule === "Momentum" && r < 1) rows.push(r * r);
    const spans = rows
      .sort((a, b) => a - b)
      .map((mu) => [mu, span(rule, r, Math.min(mu, HEAVIEST + 1e-4), kappa)])
      .filter(([, ends]) => ends !== null);
    if (spans.length === 0) return null;
    const left = spans.map(([mu, [low]]) => project([low, mu]));
    const right = spans.map(([mu, [, high]]) => project([Math.min(high, WIDEST + 1), mu]));
    return { path: `M${[...left, ...right.reverse()].map(pair).join("L")}Z`, top: spans.at(-1) };
  }

  return {
    plot,
    project,
    invert: ([px, py]) => [x.invert(px), y.invert(py)],
    draw(rule, kappa) {
      const resized = plot.measure();
      const key = `${rule} ${kappa}`;
      if (key === drawn && !resized) return;
      drawn = key;
      const { width, height } = plot;
      x.range([0, width]);
      y.range([height, 0]);
      drawAxes(plot, { x, y, xLabel: "학습률 × 가장 큰 곡률 ηL", yLabel: "모멘텀 μ" });
      setAttributes(outside, { width, height });

      const regions = LEVELS.map((r) => [r, region(rule, r, kappa)]).filter(([, shape]) => shape !== null);
      bands.replaceChildren(
        ...regions.map(([r, { path }]) => svg("path", { class: r === 1 ? "of-stable" : "of-rate", d: path })),
      );
      lines.replaceChildren(...boundaries(rule, kappa));
      const [px, py] = project(best(rule, kappa));
      optimum.setAttribute("d", `M${px - 5},${py}h10M${px},${py - 5}v10`);
      names.replaceChildren(...labels(rule, kappa, regions));
    },
  };

  // 임계 감쇠의 곡선. 완만한 방향의 것은 κ배 오른쪽에 놓인다.
  function boundaries(rule, kappa) {
    const curve = (side, scale, name) => {
      const points = Array.from({ length: ROWS + 1 }, (_, i) => project([scale * critical[rule](i / ROWS)[side], i / ROWS]));
      return svg("path", { class: `of-critical ${name}`, d: polyline(points, plot.width, plot.height) });
    };
    const edge = Array.from({ length: ROWS + 1 }, (_, i) => project([span(rule, 1, i / ROWS, kappa)[1], i / ROWS]));
    return [
      curve(0, 1, "of-steep"),
      curve(1, 1, "of-steep"),
      ...(kappa > 1 ? [curve(0, kappa, "of-gentle")] : []),
      svg("path", { class: "of-edge", d: polyline(edge, plot.width, plot.height) }),
    ];
  }

  // 이름과 등고선의 값. 먼저 놓은 글과 겹치면 놓지 않는다.
  function labels(rule, kappa, regions) {
    const placed = [];
    const nodes = [];
    const put = (text, [px, py], name, anchor = "middle") => {
      const half = 0.3 * 12.5 * text.length + 6;
      const center = anchor === "start" ? px + half : anchor === "end" ? px - half : px;
      const box = [center - half, py - 12, center + half, py + 4];
      const out = box[0] < 0 || box[2] > plot.width || box[1] < -4 || box[3] > plot.height;
      if (out || placed.some(([a, b, c, d]) => box[0] < c && box[2] > a && box[1] < d && box[3] > b)) return;
      placed.push(box);
      nodes.push(svg("text", { class: `of-direct ${name}`, x: px, y: py, "text-anchor": anchor, text }));
    };
    const zones = ZONES[`${rule} ${kappa === 1 ? "one" : "two"}`];
    for (const [text, place, anchor] of zones) put(text, project(place), "of-zone", anchor);
    if (kappa > 1) {
      const mu = rule === "NAG" ? 0.8 : 0.85;
      put("완만한 방향의 임계 감쇠", project([kappa * critical[rule](mu)[0] + 0.06, mu + 0.005]), "of-zone", "start");
    }
    put("발산", project([rule === "NAG" ? 2.9 : 3.5, 0.3]), "of-zone of-secant-name");
    for (const [r, { top }] of regions) {
      const [mu, [low, high]] = top;
      if (r === 1) continue;
      // 꼭대기에 값을 적는다. κ = 1인 NAG의 구간은 꼭대기까지 이어져 있어 왼쪽 가장자리에 적는다.
      if (mu < 0.97) put(String(r), project([(low + Math.min(high, WIDEST)) / 2, mu - 0.005]), "of-level-name");
      else put(String(r), project([span(rule, r, 0.3, kappa)?.[0] ?? -1, 0.3]), "of-level-name");
    }
    return nodes;
  }
}

const pair = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;

// 구역의 이름과 자리 [ηL, μ].
const ZONES = {
  "Momentum one": [
    ["과감쇠", [0.05, 0.12], "start"],
    ["임계 감쇠", [0.09, 0.66], "start"],
    ["부족 감쇠", [1.1, 0.86]],
    ["엇갈림 진동", [2.75, 0.2]],
  ],
  "NAG one": [
    ["과감쇠", [0.05, 0.2], "start"],
    ["임계 감쇠", [0.12, 0.5], "start"],
    ["부족 감쇠", [0.55, 0.72]],
    ["엇갈림 진동", [1.05, 0.06], "start"],
  ],
  "Momentum two": [["가파른 방향의 임계 감쇠", [1, 0.06]]],
  "NAG two": [["가파른 방향의 임계 감쇠", [0.04, 0.06], "start"]],
};

// ── 고윳값의 평면 ──────────────────────────────────────────────────────────

const REACH = 1.35;

function createPlane() {
  const plot = createPlot({ name: "복소평면의 고윳값", aspect: 1, margin: { top: 22, right: 6, bottom: 22, left: 6 } });
  const axes = svg("path", { class: "of-zero" });
  const disk = svg("circle", { class: "of-unit" });
  plot.backdrop.append(disk, axes);
  const marks = svg("g");
  plot.marks.append(marks);
  const unit = svg("text", { class: "of-axis-label", text: "고윳값과 단위원" });
  plot.labels.append(unit);

  return {
    plot,
    draw(rule, roots) {
      plot.measure();
      const { width, height } = plot;
      const x = scaleLinear([-REACH, REACH], [6, width - 6]).clamp(true);
      const y = scaleLinear([-REACH, REACH], [height - 6, 6]).clamp(true);
      setAttributes(disk, { cx: x(0), cy: y(0), r: x(1) - x(0) });
      axes.setAttribute("d", `M0,${y(0)}H${width}M${x(0)},0V${height}`);
      setAttributes(unit, { x: 0, y: -9 });
      // 원을 벗어나 판 밖으로 나간 고윳값은 가장자리에 놓인다.
      marks.replaceChildren(
        ...roots.flatMap((pair, i) =>
          pair.map(([re, im]) => {
            const [px, py] = [x(re), y(im)];
            if (i === 0) return paint(svg("circle", { class: "of-dot", cx: px, cy: py, r: 5.5 }), STYLES[rule]);
            return svg("rect", { class: "of-hollow", x: px - 4.5, y: py - 4.5, width: 9, height: 9 });
          }),
        ),
      );
    },
  };
}

// ── 움직임 ──────────────────────────────────────────────────────────────────

const HIGH = 1.25;

function createCourse() {
  const plot = createPlot({ name: "걸음에 따른 위치", aspect: 0.62 });
  const zero = svg("line", { class: "of-zero" });
  const series = ["steep", "gentle"].map(() => ({
    line: svg("path", { class: "of-line" }),
    beads: svg("path", { class: "of-beads" }),
    name: svg("text", { class: "of-flag" }),
  }));
  plot.marks.append(zero, ...series.flatMap(({ line, beads }) => [line, beads]));
  plot.labels.append(...series.map(({ name }) => name));

  return {
    plot,
    draw(rule, { lr, momentum, condition, steps }) {
      plot.measure();
      const { width, height } = plot;
      const x = scaleLinear([0, steps], [0, width]);
      const y = scaleLinear([-HIGH, HIGH], [height, 0]);
      drawAxes(plot, { x, y, xLabel: "걸음 t", yLabel: "위치 x (출발점 1, 최솟값 0)", grid: true });
      setAttributes(zero, { x1: 0, x2: width, y1: y(0), y2: y(0) });
      const curvatures = condition > 1 ? [1, 1 / condition] : [1];
      series.forEach(({ line, beads, name }, i) => {
        const shown = i < curvatures.length;
        [line, beads, name].forEach((node) => node.classList.toggle("of-gone", !shown));
        if (!shown) return;
        const style = i === 0 ? STYLES[rule] : SLOW;
        [line, beads, name].forEach((node) => paint(node, style));
        const path = quadraticPath(rule, curvatures[i], { lr, momentum }, steps);
        const out = rate(rule, lr * curvatures[i], momentum, 1) > 1 ? path.findIndex((at) => Math.abs(at) > HIGH) : -1;
        // 발산하는 길은 판을 처음 벗어나는 데까지만 그린다.
        const points = (out < 0 ? path : path.slice(0, out + 1)).map((at, t) => [x(t), y(at)]);
        line.setAttribute("d", polyline(points, width, height));
        beads.setAttribute("d", dots(points, width, height));
        const gate = out < 0 ? null : exit(points, width, height);
        const label = condition > 1 ? ["가파른 방향 L", "완만한 방향 L/κ"][i] : "";
        const text = gate ? `${label} 발산`.trim() : label;
        setText(name, text);
        const [px, py] = gate ?? (i === 0 ? [width, height - 8] : [width, 14]);
        const right = px > width / 2;
        setAttributes(name, {
          x: right ? Math.min(px, width - 2) : px + 6, y: Math.min(Math.max(py, 14), height - 8),
          "text-anchor": right ? "end" : "start",
        });
      });
    },
  };
}

// ½·곡률·x² 위에서 1에서 출발한 위치들. 발산하면 그 앞까지다.
export const quadraticPath = (rule, curvature, hyper, steps) =>
  simulate(rule, { f: ([x]) => (curvature * x * x) / 2, grad: ([x]) => [curvature * x] }, [1], hyper, steps).x.map(
    ([x]) => x,
  );
