// 미니배치 회귀: 자료와 직선, (w, b)의 길, 손실을 함께 보며 배치 크기 B와 학습률 η를 바꾼다.

import { scaleLinear } from "d3-scale";
import { html, setAttributes, setText, svg } from "../dom.js";
import { number, point } from "../format.js";
import { batches, descend, gradient, quadratic } from "../regression.js";
import { paint, STYLES } from "../styles.js";
import { drawAxes } from "../parts/axes.js";
import { createAction, createChoices } from "../parts/choices.js";
import { createCurtain, curtainWords } from "../parts/curtain.js";
import { grid, row, stack } from "../parts/layout.js";
import { createMap } from "../parts/map.js";
import { bounded, clipSegment, dots, polyline } from "../parts/path.js";
import { createPlace } from "../parts/place.js";
import { createPlayback } from "../parts/playback.js";
import { createPlot, redraw } from "../parts/plot.js";
import { createReadout } from "../parts/readout.js";
import { createReset } from "../parts/reset.js";
import { createSeries, logRange } from "../parts/series.js";
import { createControl, createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const SIZES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100, 128, 200, 256, 400, 512];
const SOME = 8; // "미니배치" 단추가 고르는 크기
const AXES = { steps: "걸음 t", gradients: "계산한 표본 기울기의 수" };
const SHOWN = 0.5; // 기울기를 화살표로 그릴 때의 배율
const LONG = 300; // 걸음이 이보다 많으면 점을 빼고 선을 가늘게
const WILD = 1e3; // 초과 손실이 이만큼 불어나면 발산하고 있다고 본다
const FULL = { ...STYLES.GD, dash: [5, 3] };
const KEPT = { color: "#5a6873", dark: "#a4b0ba", dash: [2, 2] };
const PART = { ...STYLES.SGD, dash: [] };

export function regressionFigure(root, state) {
  const initial = state.get();
  const { data, epochs } = initial;
  const n = data.x.length;
  const loss = quadratic(data);
  const sizes = [...new Set([...SIZES.filter((size) => size < n), n, initial.batch_size])].sort((a, b) => a - b);
  const budget = epochs * n; // 한 번의 달리기에서 계산하는 표본 기울기의 수
  // 발산하면 제곱들이 수의 범위를 넘어 ∞ − ∞가 되기도 한다.
  const excess = (theta) => {
    const gap = loss.gap(theta);
    return Number.isNaN(gap) ? Infinity : gap;
  };
  const everyone = data.x.map((_, i) => i);
  const stepsFor = (size) => epochs * Math.ceil(n / size);

  // ── 부품 ────────────────────────────────────────────────────────────────
  const map = createMap({ name: "w와 b의 손실 지형과 경로", xLabel: "기울기 w", yLabel: "절편 b" });
  map.setLandscape({ f: loss.gap, minima: [loss.minimum], domain: initial.domain });
  const ghost = paint(svg("path", { class: "of-line of-ahead" }), FULL);
  const trail = paint(svg("path", { class: "of-line of-thin" }), KEPT);
  const ahead = paint(svg("path", { class: "of-line of-ahead" }), PART);
  const line = paint(svg("path", { class: "of-line" }), PART);
  const beads = paint(svg("path", { class: "of-beads" }), PART);
  const truth = svg("path", { class: "of-arrow of-full-move" });
  const move = svg("path", { class: "of-gradient" });
  const now = paint(svg("circle", { class: "of-dot", r: 5.5 }), PART);
  const gone = svg("text", { class: "of-direct of-secant-name" });
  map.plot.marks.append(ghost, trail, ahead, line, beads, truth, move, now);
  map.plot.labels.append(gone);
  const place = createPlace(map, {
    label: "출발점",
    axes: ["w", "b"],
    get: () => state.get().start,
    set: (start) => state.set({ start }),
  });

  const scatter = createScatter(data, initial.names);
  const curve = createSeries({ name: "손실", aspect: 0.6, onPick: (value) => goTo(value) });
  const setStep = (t) => state.set({ step: Math.min(Math.max(t, 0), stepsFor(state.get().batch_size)) });
  const goTo = (value) => setStep(Math.round(value / unit(state.get())));
  const unit = ({ axis, batch_size: size }) => (axis === "steps" ? 1 : budget / stepsFor(size));

  // 배치 크기를 바꾸어도 지금까지 본 자료의 양은 그대로 둔다.
  const setSize = (size) => {
    const { batch_size: old, step } = state.get();
    state.set({ batch_size: size, step: Math.round((step / stepsFor(old)) * stepsFor(size)) });
  };
  const curtain = createCurtain(initial.step);
  const reset = createReset(state, ["batch_size", "lr", "seed", "replace", "start", "step", "axis"]);
  const playback = createPlayback({
    onStep: setStep,
    onReset() {
      kept = null;
      curtain.close();
      reset.restore();
      redraw(root);
    },
    getStep: () => state.get().step,
    getLast: () => stepsFor(state.get().batch_size),
  });
  const kinds = createChoices({
    title: "배치",
    options: [["full", "전체 배치"], ["some", "미니배치"], ["one", "하나씩"]],
    onChange: (kind) => setSize({ full: n, some: Math.min(SOME, n), one: 1 }[kind]),
  });
  const size = createSlider({
    title: "배치 크기", symbol: "B", min: 0, max: sizes.length - 1, step: 1,
    choices: () => sizes,
    show: (at) => `${sizes[at]}개`,
    onInput: (at) => setSize(sizes[at]),
  });
  const rate = createSlider({
    title: "학습률", symbol: "η", min: 1e-3, max: 3, scale: "log", onInput: (lr) => state.set({ lr }),
  });
  const replace = createControl({
    scale: "flag", title: "되넣으며 뽑기(복원 추출)", onInput: (on) => state.set({ replace: on }),
  });
  const reseed = createAction({ text: "", onPress: () => state.set({ seed: (state.get().seed + 1) % 1000 }) });
  const keep = createAction({
    text: "",
    onPress() {
      const { batch_size: B, lr } = state.get();
      kept = kept === null ? { name: `B = ${B}, η = ${number(lr, 3)}`, steps: stepsFor(B), run, heights } : null;
      redraw(root);
    },
  });
  const axes = createChoices({
    title: "가로축",
    options: [["steps", "걸음마다"], ["gradients", "계산량마다"]],
    onChange: (axis) => state.set({ axis }),
  });
  const readout = createReadout([
    ["theta", "지금의 (w, b)"],
    ["epoch", "에포크"],
    ["loss", "전체 자료의 손실"],
    ["ball", "끝 무렵의 초과 손실"],
  ]);
  const status = createStatus();

  root.append(
    grid(
      [
        kinds.node,
        map.node,
        html("p", { class: "of-note", text: "화살표는 내려가는 방향입니다. 주황색은 이번 미니배치가, 다른 하나는 전체 자료가 가리키는 쪽입니다. 표본을 뽑는 차례는 씨앗만 정하므로, B나 η를 바꾸어도 같은 차례로 뽑습니다." }),
        playback.node,
        place.node,
        stack(size, rate),
        row(keep, reseed, replace),
      ],
      [scatter.plot.node, curve.plot.node, axes.node, readout.node],
    ),
    status.node,
  );

  // ── 그리기 ──────────────────────────────────────────────────────────────
  let rowsOf = [];
  let run = null;
  let full = null;
  let heights = [];
  let reference = [];
  let kept = null; // 견주려고 남긴 길

  function update(keys) {
    const values = state.get();
    const { batch_size: B, lr, seed, replace: on, start, axis } = values;
    const steps = stepsFor(B);
    if (["batch_size", "lr", "seed", "replace", "start"].some((key) => keys.has(key))) {
      rowsOf = batches(n, { size: B, seed, replace: on, steps });
      run = descend(data, start, rowsOf, lr);
      full = descend(data, start, batches(n, { size: n, seed, replace: false, steps: Math.max(steps, epochs) }), lr);
      heights = run.theta.map(excess);
      reference = full.theta.map(excess);
    }
    const last = run.theta.length - 1;
    const at = Math.min(values.step, last);
    const theta = run.theta[at];
    const rows = rowsOf[Math.min(at, rowsOf.length - 1)];

    if (map.layout() || keys.has("data")) map.drawBack();
    const { width, height } = map.plot;
    const wild = heights[last] > WILD * Math.max(heights[0], 1e-9) || run.stop === "diverged";
    const lost = wild ? heights.findIndex((height) => height > WILD * heights[0]) : -1;
    const spot = (theta) => map.project(theta).map(bounded);
    const points = run.theta.map(spot);
    const seen = lost < 0 ? points : points.slice(0, lost + 1); // 발산하면 멀리 나간 데까지만 그린다
    ghost.setAttribute("d", polyline(full.theta.map(spot), width, height));
    trail.setAttribute("d", kept === null ? "" : polyline(kept.run.theta.map(spot), width, height));
    ahead.setAttribute("d", polyline(seen.slice(at), width, height));
    line.setAttribute("d", polyline(seen.slice(0, at + 1), width, height));
    [line, ahead].forEach((node) => node.classList.toggle("of-thin", steps > LONG));
    const upTo = curtain.reach(at, steps);
    [ghost, ahead, gone].forEach((node) => node.classList.toggle("of-veiled", upTo !== null));
    beads.setAttribute("d", dots(steps > LONG ? [] : seen.slice(0, at + 1), width, height));
    setAttributes(now, { cx: points[at][0].toFixed(1), cy: points[at][1].toFixed(1) });
    const downhill = (g) => spot([theta[0] - SHOWN * g[0], theta[1] - SHOWN * g[1]]);
    arrow(truth, points[at], downhill(gradient(data, everyone, theta)), map.plot);
    arrow(move, points[at], downhill(gradient(data, rows, theta)), map.plot);
    move.classList.toggle("of-gone", B === n);
    gone.classList.toggle("of-gone", !wild);
    setText(gone, "발산");
    setAttributes(gone, { x: width - 6, y: 16, "text-anchor": "end" });
    place.set(start, `w와 b는 ${point(start)}`);

    scatter.draw(theta, loss.minimum, rows, B < n);
    drawCurve({ axis, B, steps, at, upTo });
    playback.set(at, steps);
    kinds.set(B === n ? "full" : B === 1 ? "one" : "some");
    size.set(sizes.indexOf(B) < 0 ? sizes.findIndex((one) => one >= B) : sizes.indexOf(B));
    rate.set(lr);
    replace.set(on);
    axes.set(axis);
    keep.node.disabled = upTo !== null && kept === null;
    setText(keep.node, kept === null ? "이 길 남기기" : "남긴 길 지우기");
    setText(reseed.node, `다른 차례로 뽑기 (씨앗 ${seed})`);
    const ball = tail(heights);
    readout.set({
      theta: point(theta),
      epoch: `${number((at * epochs) / steps, 3)} / ${epochs}`,
      loss: number(loss.floor + heights[at], 4),
      ball: upTo !== null ? "끝까지 가면 나옵니다" : wild ? "발산" : number(ball, 2),
    });
    if (!playback.isPlaying()) {
      const own = upTo === null ? story(values, { n, steps, ball, wild, heights, loss }) : curtainWords(upTo);
      status.set(kept === null || upTo !== null ? own : `${own} ${comparison(kept, ball, wild)}`);
    }
  }

  function drawCurve({ axis, B, steps, at, upTo }) {
    const span = axis === "steps" ? steps : budget;
    const own = axis === "steps" ? 1 : budget / steps;
    const [low, high] = logRange([...heights, ...reference, ...(kept?.heights ?? [])].map((height) => Math.min(height, WILD * heights[0])), { low: 1e-8 });
    const lines = [
      { values: reference, unit: axis === "steps" ? 1 : n, style: FULL, faint: true },
      { values: heights, unit: own, style: PART },
    ];
    curve.draw({
      lines: [
        ...(kept === null ? [] : [{ values: kept.heights, unit: axis === "steps" ? 1 : budget / kept.steps, style: KEPT, name: kept.name }]),
        ...(B === n ? lines.slice(1) : lines),
      ],
      xRange: [0, span],
      yRange: [Math.max(low, 1e-8), high],
      log: true,
      cursor: at * own,
      upTo: upTo === null ? null : upTo * own,
      xName: AXES[axis],
      yLabel: "손실 − 최솟값 (로그 눈금)",
    });
  }

  return {
    update,
    destroy() {
      playback.stop();
      status.destroy();
    },
  };
}

// 마지막 3분의 1 동안의 평균. 잡음이 있으면 0으로 가지 않고 여기서 맴돈다.
function tail(heights) {
  const last = heights.slice(-Math.ceil(heights.length / 3));
  return last.reduce((sum, height) => sum + height, 0) / last.length;
}

function story({ batch_size: B, lr, epochs, replace }, { n, steps, ball, wild, heights, loss }) {
  if (wild) {
    const limit = number(2 / loss.steepest, 3);
    return lr * loss.steepest >= 2
      ? `발산합니다. 전체 배치로도 η가 2/L = ${limit}보다 작아야 수렴합니다.`
      : `발산합니다. 전체 배치라면 η = ${number(lr, 3)}도 괜찮지만, 작은 배치의 기울기는 가파른 표본에 휘둘립니다.`;
  }
  const walked = `${epochs}에포크 동안 ${steps}걸음.`;
  if (B === n && !replace) {
    return `전체 배치: ${walked} 기울기에 잡음이 없어 초과 손실이 ${number(heights[0], 2)}에서 ${number(heights.at(-1), 2)}까지 줄곧 줄었습니다.`;
  }
  const name = B === 1 ? "하나씩" : `미니배치 ${B}개`;
  return `${name}: ${walked} 마지막 3분의 1 동안의 손실은 최솟값보다 평균 ${number(ball, 2)} 높습니다. 같은 학습률의 전체 배치는 흐린 점선입니다.`;
}

// 남겨 둔 길과 견주는 말.
function comparison(kept, ball, wild) {
  const before = tail(kept.heights);
  const lost = kept.run.stop === "diverged" || before > WILD * kept.heights[0];
  const name = `남긴 길(${kept.name})`;
  if (lost) return `${name}은 발산했습니다.`;
  if (wild || ball === before) return `${name}의 끝 무렵 초과 손실은 ${number(before, 2)}입니다.`;
  return `${name}의 끝 무렵 초과 손실은 ${number(before, 2)}, 지금은 그 ${number(ball / before, 2)}배입니다.`;
}

// 지금 점에서 다음 점까지의 화살표. 짧으면 그리지 않는다.
function arrow(node, from, to, { width, height }) {
  const part = clipSegment(from, to, width, height);
  const [dx, dy] = part ? [part[1][0] - part[0][0], part[1][1] - part[0][1]] : [0, 0];
  const length = Math.sqrt(dx * dx + dy * dy);
  node.classList.toggle("of-gone", length < 7);
  if (length < 7) return;
  const [ux, uy] = [(7 * dx) / length, (7 * dy) / length];
  const [x, y] = part[1];
  const barb = (side) => `${(x - ux - side * uy * 0.6).toFixed(1)},${(y - uy + side * ux * 0.6).toFixed(1)}`;
  const tip = `${x.toFixed(1)},${y.toFixed(1)}`;
  node.setAttribute("d", `M${part[0].map((value) => value.toFixed(1)).join(",")}L${tip}M${barb(1)}L${tip}L${barb(-1)}`);
}

// 자료와 직선. 이번 걸음의 미니배치를 짙게 칠한다.
function createScatter(data, [xName, yName]) {
  const plot = createPlot({ name: "자료와 직선", aspect: 0.62 });
  const cloud = svg("path", { class: "of-cloud" });
  const best = svg("path", { class: "of-tangent" });
  const fit = paint(svg("path", { class: "of-line" }), PART);
  const picked = svg("path", { class: "of-picked" });
  const misses = svg("path", { class: "of-miss" });
  plot.backdrop.append(cloud);
  plot.marks.append(best, misses, fit, picked);
  const room = (values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [low - 0.06 * (high - low), high + 0.06 * (high - low)];
  };
  const [xs, ys] = [room(data.x), room(data.y)];
  let x = scaleLinear();
  let y = scaleLinear();
  const line = (node, [w, b]) =>
    node.setAttribute("d", polyline(xs.map((at) => [x(at), bounded(y(w * at + b))]), plot.width, plot.height));

  return {
    plot,
    draw([w, b], minimum, rows, partial) {
      if (plot.measure()) {
        x = scaleLinear(xs, [0, plot.width]);
        y = scaleLinear(ys, [plot.height, 0]);
        drawAxes(plot, { x, y, xLabel: xName, yLabel: yName });
        cloud.setAttribute("d", dots(data.x.map((xi, i) => [x(xi), y(data.y[i])]), plot.width, plot.height));
        line(best, minimum);
      }
      line(fit, [w, b]);
      const points = rows.map((i) => [x(data.x[i]), y(data.y[i])]);
      picked.classList.toggle("of-gone", !partial);
      picked.setAttribute("d", dots(points, plot.width, plot.height));
      // 표본에서 직선까지의 오차. 이것들의 제곱이 이번 걸음의 손실이다.
      const parts = rows.slice(0, 64).map((i, k) => clipSegment(points[k], [points[k][0], bounded(y(w * data.x[i] + b))], plot.width, plot.height));
      misses.setAttribute("d", parts.map((part) => (part ? `M${part[0].map((v) => v.toFixed(1)).join(",")}V${part[1][1].toFixed(1)}` : "")).join(""));
    },
  };
}
