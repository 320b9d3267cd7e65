// 모멘트 들여다보기: 같은 기울기의 열을 세 방법에 먹이고, 무엇을 기억해서 얼마나 걷는지 본다.

import { html, setAttributes, setText, svg } from "../dom.js";
import { number } from "../format.js";
import { feed, signal, SIGNALS, weights } from "../moments.js";
import { STYLES } from "../styles.js";
import { createAction, createChoices } from "../parts/choices.js";
import { formula, hat, root, sub, subsup, sup } from "../parts/formula.js";
import { grid, row, stack } from "../parts/layout.js";
import { createPlayback } from "../parts/playback.js";
import { createReset } from "../parts/reset.js";
import { createSeries, linearRange, logRange } from "../parts/series.js";
import { createControl, createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const METHODS = ["AdaGrad", "RMSProp", "Adam"];
const FIRST = { color: "#0b5fa5", dark: "#7cc0ff", dash: [] };
const SECOND = { color: "#b3470a", dark: "#ffa45c", dash: [5, 3] };
const SIGNAL = { color: "#5a6873", dark: "#a4b0ba", dash: [1, 2] };
const VIEWS = { step: "걸음 (η의 배)", rate: "유효 학습률 (η의 배, 로그 눈금)" };
const WIDE = { top: 22, right: 16, bottom: 34, left: 42 };

export function momentsFigure(root, state) {
  const initial = state.get();
  const { steps } = initial;
  const setStep = (t) => state.set({ step: Math.min(Math.max(Math.round(t), 1), steps) });
  const change = (key) => (value) => state.set({ [key]: value });

  // ── 부품 ────────────────────────────────────────────────────────────────
  const signals = createChoices({
    title: "기울기의 열",
    options: Object.entries(SIGNALS).map(([name, { title }]) => [name, title]),
    onChange: change("signal"),
  });
  const own = initial.gradients !== null;
  signals.node.hidden = own;
  const methods = createChoices({
    title: "방법",
    options: METHODS.map((name) => [name, name]),
    onChange: change("method"),
  });
  const input = createStems({ name: "걸음마다의 기울기", aspect: 0.36, onPick: setStep });
  const memory = createStems({ name: "지난 기울기의 무게", aspect: 0.4, onPick: setStep });
  const inside = createSeries({ name: "평균과 크기", aspect: 0.5, xLabel: "걸음 t", margin: WIDE, onPick: setStep });
  const outcome = createSeries({ name: "걸음의 크기", aspect: 0.5, xLabel: "걸음 t", margin: WIDE, onPick: setStep });
  const views = createChoices({
    title: "볼 것",
    options: [["step", "걸음"], ["rate", "유효 학습률"]],
    onChange: change("view"),
  });
  const playback = createPlayback({
    onStep: setStep,
    onReset: createReset(state, ["beta1", "beta2", "rho", "eps", "scale", "signal", "method", "step", "correct", "seed", "view"]).restore,
    getStep: () => state.get().step,
    getLast: () => steps,
  });
  const mean = (name, symbol, title, max) =>
    createSlider({ title, symbol, min: 0, max, scale: "one-minus", onInput: change(name) });
  const controls = {
    beta1: { slider: mean("beta1", "β₁", "1차 모멘트 계수", 0.999), of: "Adam" },
    beta2: { slider: mean("beta2", "β₂", "2차 모멘트 계수", 0.9999), of: "Adam" },
    rho: { slider: mean("rho", "ρ", "제곱 평균 계수", 0.9999), of: "RMSProp" },
    eps: {
      slider: createSlider({ title: "분모의 작은 수", symbol: "ε", min: 1e-16, max: 1, scale: "log", onInput: change("eps") }),
    },
    scale: {
      slider: createSlider({ title: "기울기의 크기", symbol: "×", min: 1e-3, max: 1e3, scale: "log", onInput: change("scale") }),
    },
  };
  const correct = createControl({ scale: "flag", title: "편향 보정", onInput: change("correct") });
  const reseed = createAction({ text: "다른 잡음", onPress: () => state.set({ seed: (state.get().seed + 1) % 1000 }) });
  const sums = html("dl", { class: "of-sums" });
  const status = createStatus();

  root.append(
    grid(
      [signals.node, input.plot.node, methods.node, memory.plot.node, playback.node, sums],
      [
        inside.plot.node,
        views.node,
        outcome.plot.node,
        row(correct, reseed),
        stack(...Object.values(controls).map(({ slider }) => slider)),
      ],
    ),
    status.node,
  );

  // ── 그리기 ──────────────────────────────────────────────────────────────
  function update() {
    const values = state.get();
    const { method, step: t, correct: fixed, view } = values;
    const gradients = own
      ? values.gradients.map((g) => values.scale * g)
      : signal(values.signal, steps, values.seed, values.scale);
    const runs = Object.fromEntries(METHODS.map((name) => [name, feed(name, gradients, values)]));
    const run = runs[method];

    input.draw({
      bars: [{ values: gradients, kind: "signal", upTo: t }],
      yRange: linearRange(gradients), yLabel: "기울기 g", steps, cursor: t,
    });
    drawMemory(values, t);
    const scope = [...gradients, ...run.mean.slice(1), ...run.root.slice(1)];
    const names = NAMES[method](fixed);
    inside.draw({
      lines: [
        { values: gradients, start: 1, style: SIGNAL, faint: true },
        ...(method === "Adam" ? [{ values: run.mean.slice(1), start: 1, style: FIRST, name: names[0] }] : []),
        { values: run.root.slice(1), start: 1, style: SECOND, name: names[1] },
      ],
      xRange: [0, steps], yRange: linearRange(scope), cursor: t,
      yLabel: method === "Adam" ? `평균 ${names[0]}, 크기 ${names[1]}` : `크기 ${names[1]}`,
    });
    drawOutcome(runs, method, view, t);
    drawSums(values, gradients[t - 1], run, t);

    signals.set(values.signal);
    methods.set(method);
    views.set(view);
    for (const [name, { slider, of }] of Object.entries(controls)) {
      slider.set(values[name]);
      slider.node.hidden = of !== undefined && of !== method;
    }
    correct.set(fixed);
    correct.node.hidden = method !== "Adam";
    reseed.node.hidden = own || values.signal !== "noisy";
    playback.set(t, steps);
    if (!playback.isPlaying()) status.set(story(values, run, t));
  }

  function drawMemory({ method, beta1, beta2, rho, correct: fixed }, t) {
    const bars =
      method === "Adam"
        ? [
            { values: weights(beta2, t, fixed), kind: "second" },
            { values: weights(beta1, t, fixed), kind: "first" },
          ]
        : [{ values: weights(method === "RMSProp" ? rho : null, t, false), kind: "second" }];
    const total = ({ values }) => number(values.reduce((sum, weight) => sum + weight, 0), 3);
    const title =
      method === "Adam"
        ? `기울기의 무게: m(파랑, 합 ${total(bars[1])}), v(주황, 합 ${total(bars[0])})`
        : `기울기 제곱의 무게 (합 ${total(bars[0])})`;
    const top = Math.max(...bars.flatMap(({ values }) => values));
    memory.draw({ bars, yRange: [0, 1.08 * top], yLabel: title, steps, cursor: t });
  }

  function drawOutcome(runs, method, view, t) {
    const all = METHODS.flatMap((name) => runs[name][view].slice(1));
    const log = view === "rate";
    outcome.draw({
      lines: METHODS.map((name) => ({
        values: log ? runs[name].rate.slice(1) : runs[name].step.slice(1),
        start: 1, style: STYLES[name], name, faint: name !== method,
      })),
      xRange: [0, steps], yRange: log ? logRange(all) : linearRange(all), log, cursor: t, yLabel: VIEWS[view],
    });
  }

  // 이 걸음의 수를 식에 넣어 보인다. 식은 방법이 바뀔 때만 새로 짠다.
  let shown = "";
  function drawSums(values, g, run, t) {
    const kind = `${values.method} ${values.correct}`;
    if (kind !== shown) {
      shown = kind;
      const rows = FORMULAS[values.method](values.correct);
      sums.replaceChildren(...rows.map((own) => html("div", {}, html("dt", {}, own), html("dd"))));
    }
    NUMBERS[values.method](values, g, run, t).forEach((text, i) => setText(sums.children[i].lastChild, text));
  }

  return {
    update,
    destroy() {
      playback.stop();
      status.destroy();
    },
  };
}

const NAMES = {
  Adam: (fixed) => (fixed ? ["m̂", "√v̂"] : ["m", "√v"]),
  RMSProp: () => ["", "√s"],
  AdaGrad: () => ["", "√s"],
};

const n3 = (value) => number(value, 3);
const paren = (value) => (value < 0 ? `(${n3(value)})` : n3(value));

const gg = () => sup("g", "2");
const walk = (top, bottom) => formula("걸음", "=", top, "/", "(", root(bottom), "+", "ε", ")");
const beta = (i) => sub("β", i);
const fade = (name, coefficient, fresh) => formula(name, "←", coefficient(), name, "+", "(", "1", "−", coefficient(), ")", fresh());
const lift = (name, i) => formula(hat(name), "=", name, "/", "(", "1", "−", subsup("β", i, "t"), ")");

const FORMULAS = {
  AdaGrad: () => [formula("s", "←", "s", "+", gg()), walk("g", "s")],
  RMSProp: () => [fade("s", () => "ρ", gg), walk("g", "s")],
  Adam: (fixed) => [
    fade("m", () => beta("1"), () => "g"),
    fade("v", () => beta("2"), gg),
    ...(fixed ? [lift("m", "1"), lift("v", "2"), walk(hat("m"), hat("v"))] : [walk("m", "v")]),
  ],
};

const walked = ({ eps }, run, t) => `${n3(run.mean[t])} / (${n3(run.root[t])} + ${n3(eps)}) = ${n3(run.step[t])}`;

const NUMBERS = {
  AdaGrad: (values, g, run, t) => [
    `${n3(run.second[t - 1])} + ${paren(g)}² = ${n3(run.second[t])}`,
    walked(values, run, t),
  ],
  RMSProp: (values, g, run, t) => [
    `${n3(values.rho)}×${n3(run.second[t - 1])} + ${n3(1 - values.rho)}×${paren(g)}² = ${n3(run.second[t])}`,
    walked(values, run, t),
  ],
  Adam({ beta1, beta2, eps, correct }, g, run, t) {
    const [m, v] = [run.first, run.second];
    return [
      `${n3(beta1)}×${paren(m[t - 1])} + ${n3(1 - beta1)}×${paren(g)} = ${n3(m[t])}`,
      `${n3(beta2)}×${n3(v[t - 1])} + ${n3(1 - beta2)}×${paren(g)}² = ${n3(v[t])}`,
      ...(correct
        ? [
            `${n3(m[t])} / ${n3(1 - beta1 ** t)} = ${n3(run.mean[t])}`,
            `${n3(v[t])} / ${n3(1 - beta2 ** t)} = ${n3(run.root[t] ** 2)}`,
          ]
        : []),
      walked({ eps }, run, t),
    ];
  },
};

const memoryOf = (decay) => `약 ${number(1 / (1 - decay), 3)}걸음`;

function story({ method, beta1, beta2, rho, correct }, run, t) {
  const size = `걸음 ${t}에서 η의 ${number(Math.abs(run.step[t]), 3)}배를 걷습니다.`;
  if (method === "AdaGrad") return `AdaGrad는 지난 기울기의 제곱을 모두 더하고 잊지 않습니다. ${size}`;
  if (method === "RMSProp") return `RMSProp은 최근 ${memoryOf(rho)}의 제곱을 평균합니다. ${size}`;
  const memory = `Adam의 m은 최근 ${memoryOf(beta1)}, v는 ${memoryOf(beta2)}을 기억합니다.`;
  const lift = `편향 보정이 m을 ${number(1 / (1 - beta1 ** t), 3)}배, v를 ${number(1 / (1 - beta2 ** t), 3)}배로 키웁니다.`;
  return `${memory} ${correct ? lift : "편향 보정을 껐습니다: 0에서 시작한 m과 v가 아직 작습니다."} ${size}`;
}

// 걸음마다 세로 막대를 세운 판.
function createStems({ name, aspect, onPick }) {
  const series = createSeries({ name, aspect, xLabel: "걸음 t", margin: WIDE, onPick });
  const { plot } = series;
  const layer = svg("g");
  plot.marks.prepend(layer);
  return {
    plot,
    draw({ bars, yRange, yLabel, steps, cursor }) {
      series.draw({ lines: [], xRange: [0, steps], yRange, cursor, yLabel });
      const { width, height } = plot;
      const y = (value) => height * (1 - (value - yRange[0]) / (yRange[1] - yRange[0]));
      while (layer.children.length < 2 * bars.length) layer.append(svg("path"));
      [...layer.children].forEach((node) => node.classList.toggle("of-gone", true));
      const gap = width / steps;
      bars.forEach(({ values, kind, upTo = values.length }, i) => {
        const draw = (node, from, to, name) => {
          const d = values
            .slice(from, to)
            .map((value, k) => `M${series.x(from + k + 1).toFixed(1)},${y(0).toFixed(1)}V${y(value).toFixed(1)}`);
          setAttributes(node, { class: `of-stem of-stem-${name}`, d: d.join(""), "stroke-width": Math.max(gap * (kind === "second" ? 0.8 : 0.45), 1) });
        };
        draw(layer.children[2 * i], 0, upTo, kind);
        draw(layer.children[2 * i + 1], upTo, values.length, `${kind} of-stem-later`);
      });
    },
  };
}
