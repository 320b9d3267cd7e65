// 감쇠 견주기: L2 규제를 기울기에 더하기와 가중치를 따로 줄이기. SGD에서는 하나, Adam에서는 둘이다.

import { html, setAttributes, setText, svg, typeset } from "../dom.js";
import { loss, ridge, settled, shrink } from "../decay.js";
import { number, point } from "../format.js";
import { paint, STYLES } from "../styles.js";
import { createAction, createChoices } from "../parts/choices.js";
import { grid, row, stack } from "../parts/layout.js";
import { createMap } from "../parts/map.js";
import { polyline } from "../parts/path.js";
import { createPlace } from "../parts/place.js";
import { createPlayback } from "../parts/playback.js";
import { createReset } from "../parts/reset.js";
import { createSeries, logRange } from "../parts/series.js";
import { createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const FORMS = { coupled: "L2 규제 (기울기에 더함)", decoupled: "떼어 낸 감쇠 (따로 줄임)" };
const SHORT = { coupled: "L2 규제", decoupled: "떼어 낸 감쇠" };
const DOMAIN = [[-0.3, 2.5], [-0.3, 2.1]];

export function decayFigure(root, state) {
  const initial = state.get();
  const { steps } = initial;
  const change = (key) => (value) => state.set({ [key]: value });
  const styleOf = (method) => ({ coupled: STYLES[method], decoupled: STYLES.AdamW });

  // ── 부품 ────────────────────────────────────────────────────────────────
  const map = createMap({ name: "두 매개변수의 손실 지형과 경로", xLabel: "θ₁ (기울기가 큰 쪽)", yLabel: "θ₂ (기울기가 작은 쪽)" });
  const even = svg("path", { class: "of-even" });
  map.plot.backdrop.append(even);
  const tracks = Object.fromEntries(
    Object.keys(FORMS).map((form) => {
      const track = {
        ahead: svg("path", { class: "of-line of-ahead" }),
        line: svg("path", { class: "of-line" }),
        now: svg("circle", { class: "of-dot", r: 5 }),
        end: svg("path", { class: "of-end" }),
        name: svg("text", { class: "of-flag" }),
      };
      map.plot.marks.append(track.ahead, track.line);
      return [form, track];
    }),
  );
  Object.values(tracks).forEach(({ now, end }) => map.plot.marks.append(end, now));
  map.plot.labels.append(...Object.values(tracks).map(({ name }) => name));
  const place = createPlace(map, {
    label: "출발점",
    axes: ["θ₁", "θ₂"],
    get: () => state.get().start,
    set: (start) => state.set({ start }),
  });

  const setStep = (t) => state.set({ step: Math.min(Math.max(Math.round(t), 0), steps) });
  const strength = createSeries({ name: "좌표마다의 감쇠의 세기", aspect: 0.6, xLabel: "걸음 t", onPick: setStep });
  const playback = createPlayback({
    onStep: setStep,
    onReset: createReset(state, ["method", "weight_decay", "lr", "ratio", "noise", "start", "step", "seed"]).restore,
    getStep: () => state.get().step,
    getLast: () => steps,
  });
  const methods = createChoices({
    title: "방법",
    options: [["SGD", "SGD"], ["Adam", "Adam"]],
    onChange: change("method"),
  });
  const sliders = {
    weight_decay: createSlider({ title: "감쇠", symbol: "λ", min: 0, max: 2, step: 0.01, onInput: change("weight_decay") }),
    lr: createSlider({ title: "학습률", symbol: "η", min: 1e-3, max: 1, scale: "log", onInput: change("lr") }),
    ratio: createSlider({
      title: "기울기의 비", symbol: "s₁/s₂", min: 1, max: 1000, scale: "log", onInput: change("ratio"),
    }),
    noise: createSlider({ title: "잡음", symbol: "σ", min: 0, max: 2, step: 0.01, onInput: change("noise") }),
  };
  const reseed = createAction({ text: "다른 잡음", onPress: () => state.set({ seed: (state.get().seed + 1) % 1000 }) });
  const table = createTable();
  const status = createStatus();

  root.append(
    grid(
      [
        methods.node,
        map.node,
        playback.node,
        place.node,
        stack(...Object.values(sliders)),
        row(reseed),
      ],
      [table.node, strength.plot.node],
    ),
    status.node,
  );

  // ── 그리기 ──────────────────────────────────────────────────────────────
  let runs = null;
  let ends = null;
  function update(keys) {
    const values = state.get();
    const { method, ratio, weight_decay: lambda, step } = values;
    const shaped = keys.has("ratio");
    if (shaped) map.setLandscape({ f: loss(ratio), minima: [[1, 1]], domain: DOMAIN });
    if (map.layout() || shaped) {
      map.drawBack();
      even.setAttribute("d", polyline([map.project([-1, -1]), map.project([3, 3])], map.plot.width, map.plot.height));
    }
    if ([...keys].some((key) => key !== "step") || runs === null) {
      runs = Object.fromEntries(Object.keys(FORMS).map((form) => [form, shrink(method, form, values)]));
      ends = Object.fromEntries(Object.entries(runs).map(([form, { theta }]) => [form, settled(theta)]));
    }
    const styles = styleOf(method);
    for (const form of Object.keys(FORMS)) drawTrack(tracks[form], runs[form].theta, ends[form], styles[form], step);
    drawNames(styles);
    place.set(values.start, point(values.start));

    drawStrength(method, lambda, step, styles);
    table.set(method, ends, runs, Math.min(step, runs.coupled.theta.length - 1), styles);
    methods.set(method);
    for (const [name, slider] of Object.entries(sliders)) slider.set(values[name]);
    playback.set(step, steps);
    if (!playback.isPlaying()) status.set(story(values, ends, runs));
  }

  function drawTrack({ ahead, line, now, end }, theta, place, style, step) {
    const { width, height } = map.plot;
    const points = theta.map(map.project);
    const at = Math.min(step, points.length - 1);
    [ahead, line, now, end].forEach((node) => paint(node, style));
    [ahead, line].forEach((node) => node.classList.add("of-thin"));
    ahead.setAttribute("d", polyline(points.slice(at), width, height));
    line.setAttribute("d", polyline(points.slice(0, at + 1), width, height));
    setAttributes(now, { cx: points[at][0].toFixed(1), cy: points[at][1].toFixed(1) });
    const [x, y] = map.project(place);
    end.setAttribute("d", `M${x - 7},${y - 7}l14,14m0,-14l-14,14`);
  }

  // 머무는 자리 옆에 이름을 적는다. 두 자리가 가까우면 한 이름으로 합친다.
  function drawNames(styles) {
    const [a, b] = ["coupled", "decoupled"].map((form) => map.project(ends[form]));
    const near = Math.abs(a[0] - b[0]) < 70 && Math.abs(a[1] - b[1]) < 18;
    for (const [form, [x, y]] of [["coupled", a], ["decoupled", b]]) {
      const { name } = tracks[form];
      paint(name, styles[form]);
      name.classList.toggle("of-gone", near && form === "decoupled");
      setText(name, near ? "둘 다" : SHORT[form]);
      setAttributes(name, {
        x: Math.min(Math.max(x, 30), map.plot.width - 76) + 12, y: Math.min(Math.max(y + 20, 14), map.plot.height - 6),
      });
    }
  }

  function drawStrength(method, lambda, step, styles) {
    const lines = [];
    const add = (form, i, name) =>
      lines.push({
        values: runs[form].decay.slice(1).map((pair) => pair[i]),
        start: 1, name, style: i === 0 ? styles[form] : { ...styles[form], dash: [2, 2] },
      });
    if (method === "Adam") {
      add("coupled", 0, "L2 규제: θ₁");
      add("coupled", 1, "L2 규제: θ₂");
      add("decoupled", 0, "떼어 낸 감쇠: 둘 다");
    } else add("decoupled", 0, "두 좌표, 두 방법 모두");
    const range = logRange(lines.flatMap(({ values }) => values).concat(Math.max(lambda, 1e-6)), { low: 1e-9 });
    strength.draw({ lines, xRange: [0, steps], yRange: range, log: true, cursor: step, yLabel: "θ에 대한 감쇠의 세기 (η의 배, 로그 눈금)" });
  }

  return {
    update,
    destroy() {
      playback.stop();
      status.destroy();
    },
  };
}

function story({ method, ratio, weight_decay: lambda, noise }, ends, runs) {
  if (Object.values(runs).some(({ theta }) => Math.max(...theta.at(-1).map(Math.abs)) > 1e3)) {
    return "발산합니다. 학습률을 줄여 보십시오.";
  }
  if (lambda === 0) return "λ가 0이면 줄이는 것이 없어 두 방법이 같습니다.";
  const [c, d] = [ends.coupled, ends.decoupled].map((p) => p.map((value) => number(value, 2)));
  const target = ridge(ratio, lambda).map((value) => number(value, 2));
  if (method === "SGD") {
    return `SGD에서는 θ − η(g + λθ)와 (1 − ηλ)θ − ηg가 같은 식이라 두 길이 겹칩니다. L2 규제의 답 s/(s+λ)는 (${target.join(", ")})입니다.`;
  }
  const both = `떼어 낸 감쇠는 (${d.join(", ")})에 머뭅니다: 두 좌표를 같은 세기로 줄입니다.`;
  const quiet = noise === 0 ? " 잡음이 없으면 √v̂도 기울기를 따라 작아져서, 아주 작은 기울기도 감쇠와 맞섭니다." : "";
  const why = ratio > 3 ? ": 기울기가 큰 θ₁에서는 √v̂이 커서 감쇠가 묻힙니다" : "";
  return `L2 규제는 (${c.join(", ")})에 머뭅니다${why}. ${both}${quiet}`;
}

// 머무는 자리와 감쇠의 세기.
function createTable() {
  const cell = () => html("td");
  const rows = Object.fromEntries(
    Object.entries(SHORT).map(([form, text]) => {
      const sample = svg("path", { class: "of-line", d: "M1 6H23" });
      const cells = [cell(), cell(), cell(), cell()];
      const head = html(
        "th",
        { scope: "row" },
        html("div", { class: "of-name" }, svg("svg", { class: "of-sample", viewBox: "0 0 24 12", "aria-hidden": "true" }, sample), text),
      );
      return [form, { sample, cells, row: html("tr", {}, head, ...cells) }];
    }),
  );
  const head = (text) => html("th", { scope: "col" }, ...typeset(text));
  const node = html(
    "table",
    { class: "of-table of-ends" },
    html("thead", {}, html("tr", {}, head("방법"), head("끝의 θ₁"), head("끝의 θ₂"), head("θ₁의 감쇠"), head("θ₂의 감쇠"))),
    html("tbody", {}, ...Object.values(rows).map(({ row }) => row)),
  );
  return {
    node,
    set(method, ends, runs, at, styles) {
      for (const [form, { sample, cells }] of Object.entries(rows)) {
        paint(sample, styles[form]);
        const decay = runs[form].decay[Math.max(at, 1)] ?? [NaN, NaN];
        [...ends[form], ...decay].forEach((value, i) => setText(cells[i], number(value, 2)));
      }
    },
  };
}
