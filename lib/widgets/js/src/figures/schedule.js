// 스케줄 짓기: 학습률의 곡선을 고르고 이어 붙이고 끌어서 그리며, 학습이 어떻게 달라지는지 본다.

import { html } from "../dom.js";
import { number, short } from "../format.js";
import { practice } from "../practice.js";
import { build, TITLES } from "../schedules.js";
import { createAction, createChoices } from "../parts/choices.js";
import { createHandle } from "../parts/handle.js";
import { grid, row, stack } from "../parts/layout.js";
import { createReadout } from "../parts/readout.js";
import { createReset } from "../parts/reset.js";
import { createSelect } from "../parts/select.js";
import { createSeries, logRange } from "../parts/series.js";
import { createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const OWN = { color: "#0b5fa5", dark: "#7cc0ff", dash: [] };
const RIVAL = { color: "#b3470a", dark: "#ffa45c", dash: [5, 3] };
const TASKS = { quadratic: "잡음 섞인 이차함수", regression: "당뇨병 자료의 회귀" };
const LOSSES = { quadratic: "손실", regression: "손실 − 최솟값" };
const OPTIMIZERS = { GD: "SGD", Momentum: "모멘텀", Adam: "Adam" };

export function scheduleFigure(root, state) {
  const initial = state.get();
  const { steps, defaults, given } = initial;
  const change = (key) => (value) => state.set({ [key]: value });

  // ── 부품 ────────────────────────────────────────────────────────────────
  const chart = createSeries({ name: "걸음에 따른 학습률", aspect: 0.6, xLabel: "걸음 t" });
  const training = createSeries({ name: "걸음에 따른 손실", aspect: 0.6, xLabel: "걸음 t" });
  const chooser = createSelect({
    title: "스케줄",
    options: given ? [["given", "독자의 스케줄"]] : Object.entries(TITLES),
    onChange: (schedule) => state.set({ schedule, params: defaults[schedule] ?? {} }),
  });
  const rivals = createSelect({
    title: "견줄 것",
    options: Object.entries(TITLES).filter(([name]) => name !== "drawn"),
    onChange: change("rival"),
  });
  const optimizers = createChoices({ title: "옵티마이저", options: Object.entries(OPTIMIZERS), onChange: change("optimizer") });
  const fixed = {
    lr: createSlider({ title: given ? "견줄 것의 학습률" : "가장 큰 학습률", symbol: "η", min: 1e-3, max: 3, scale: "log", onInput: change("lr") }),
    warmup: createSlider({
      title: "워밍업", symbol: "", show: inSteps, min: 0, max: Math.floor(steps / 2), step: 1, onInput: change("warmup"),
    }),
    noise: createSlider({ title: "잡음", symbol: "σ", min: 0, max: 2, step: 0.01, onInput: change("noise") }),
    batch_size: createSlider({
      title: "배치 크기", symbol: "B", show: (size) => `${size}개`, min: 1, max: initial.data.x.length, step: 1, onInput: change("batch_size"),
    }),
  };
  const tasks = createChoices({ title: "학습할 것", options: Object.entries(TASKS), onChange: change("task") });
  const own = html("div", { class: "of-sliders" });
  const reseed = createAction({ text: "다른 잡음", onPress: () => state.set({ seed: (state.get().seed + 1) % 1000 }) });
  const reset = createReset(state, ["schedule", "params", "warmup", "rival", "lr", "optimizer", "noise", "seed", "points", "task", "batch_size"]);
  const readout = createReadout([
    ["own", "이 스케줄의 마지막 손실"],
    ["rival", "견줄 것의 마지막 손실"],
  ]);
  const status = createStatus();

  // 직접 그리기의 점들. 위아래로만 움직인다.
  const raise = (i, height) => {
    const { points } = state.get();
    state.set({ points: points.map((old, k) => (k === i ? Math.min(Math.max(Math.round(height * 100) / 100, 0), 1) : old)) });
  };
  const handles = initial.points.map((_, i) =>
    createHandle(chart.plot, {
      label: `${i + 1}번째 점`,
      kind: "point",
      onMove: ([, py]) => raise(i, (1 - py / chart.plot.height) * ROOM),
      onNudge: ([dx, dy], rate) => raise(i, state.get().points[i] + 0.05 * (dx + dy) * rate),
    }),
  );

  root.append(
    grid(
      [row(chooser, rivals), chart.plot.node, own],
      [
        tasks.node,
        optimizers.node,
        training.plot.node,
        stack(fixed.noise, fixed.batch_size),
        readout.node,
        row(reseed, reset),
      ],
    ),
    status.node,
  );

  // ── 그리기 ──────────────────────────────────────────────────────────────
  let controls = [];
  function buildControls(schedule) {
    controls = (CONTROLS[schedule]?.(steps) ?? []).map(({ get, put, ...entry }) => ({
      get,
      slider: createSlider({
        ...entry,
        onInput: (value) => {
          const { params } = state.get();
          state.set({ params: { ...params, ...put(params, value) } });
        },
      }),
    }));
    own.replaceChildren(fixed.lr.node, fixed.warmup.node, ...controls.map(({ slider }) => slider.node));
  }

  let others = [];
  let compared = [];
  function update(keys) {
    const values = state.get();
    const { schedule, params, rival, lr, points } = values;
    if (keys.has("schedule")) buildControls(schedule);
    const time = Array.from({ length: steps }, (_, t) => t);
    const rates = given ?? time.map(build(schedule, params, values));
    const losses = practice(values.optimizer, rates, values);
    if (["rival", "lr", "optimizer", "noise", "seed", "task", "batch_size"].some((key) => keys.has(key))) {
      others = time.map(build(rival, defaults[rival], { lr, steps }));
      compared = practice(values.optimizer, others, values);
    }
    const top = given ? Math.max(...given, lr) : lr;

    const name = given ? "독자의 스케줄" : TITLES[schedule];
    chart.draw({
      lines: [
        { values: others, style: RIVAL, name: TITLES[rival] },
        { values: rates, style: OWN, name: schedule === "drawn" ? "" : name },
      ],
      xRange: [0, steps], yRange: [0, ROOM * top], yLabel: "학습률 η(t)",
    });
    handles.forEach((handle, i) => {
      handle.node.hidden = schedule !== "drawn";
      const t = Math.round((i * (steps - 1)) / (points.length - 1));
      handle.set([chart.x(t), chart.plot.height * (1 - points[i] / ROOM)], {
        now: points[i], min: 0, max: 1, text: `걸음 ${t}에서 η = ${number(points[i] * lr, 3)}`,
      });
    });
    const seen = [...losses, ...compared].map((loss) => Math.min(loss, 1e3));
    training.draw({
      lines: [
        { values: compared, style: RIVAL, name: TITLES[rival] },
        { values: losses, style: OWN, name },
      ],
      xRange: [0, steps], yRange: logRange(seen, { low: 1e-12, decades: 8 }), log: true, yLabel: `${LOSSES[values.task]} (24번의 평균, 로그 눈금)`,
    });

    chooser.set(given ? "given" : schedule);
    rivals.set(rival);
    tasks.set(values.task);
    optimizers.set(values.optimizer);
    fixed.noise.node.hidden = values.task !== "quadratic";
    fixed.batch_size.node.hidden = values.task !== "regression";
    for (const [name, slider] of Object.entries(fixed)) slider.set(values[name]);
    fixed.warmup.node.hidden = given !== null || schedule === "drawn";
    controls.forEach(({ get, slider }) => slider.set(get(params)));
    const said = (list) => (list.length <= steps || list.at(-1) > 1e3 ? "발산" : short(list.at(-1)));
    readout.set({ own: said(losses), rival: said(compared) });
    status.set(story(values, { losses, compared, said }));
  }

  return { update, destroy: () => status.destroy() };
}

const ROOM = 1.15; // 학습률 판의 위쪽 여유

const inSteps = (value) => `${value}걸음`;

const whole = (name, title, min, max, show = inSteps) => ({
  title, symbol: "", show, min, max, step: 1, get: (params) => params[name], put: (_, value) => ({ [name]: value }),
});
const real = (name, title, symbol, min, max, scale) => ({
  title, symbol, min, max, scale, get: (params) => params[name], put: (_, value) => ({ [name]: value }),
});
const milestone = (i, title, steps) => ({
  title, symbol: "", show: inSteps, min: 1, max: steps - 1, step: 1,
  get: ({ milestones }) => milestones[Math.min(i, milestones.length - 1)],
  // 이정표는 커지는 차례여야 하므로, 넘어선 쪽을 한 걸음 밀어낸다.
  put({ milestones }, value) {
    const pair = [milestones[0], milestones.at(-1)];
    pair[i] = value;
    if (pair[0] >= pair[1]) pair[1 - i] = i === 0 ? value + 1 : Math.max(value - 1, 1);
    return { milestones: pair[0] < pair[1] ? pair : [pair[0], pair[0] + 1] };
  },
});

// 스케줄마다의 손잡이.
const CONTROLS = {
  step: (steps) => [whole("every", "계단의 너비", 1, steps), real("gamma", "배율", "γ", 0.01, 1, "log")],
  multi_step: (steps) => [
    milestone(0, "첫 이정표", steps),
    milestone(1, "둘째 이정표", steps),
    real("gamma", "배율", "γ", 0.01, 1, "log"),
  ],
  exponential: () => [real("gamma", "배율", "γ", 0.8, 0.9999, "one-minus")],
  inverse_time: () => [real("decay", "줄어드는 빠르기", "k", 1e-3, 1, "log")],
  polynomial: () => [real("power", "차수", "p", 0.1, 10, "log")],
  warm_restarts: (steps) => [whole("steps", "첫 주기", 2, steps), whole("mult", "주기의 배율", 1, 3, (value) => `${value}배`)],
  linear_warmup: (steps) => [whole("steps", "오르는 동안", 1, steps)],
  one_cycle: () => [real("warmup", "오르는 몫", "", 0.05, 0.9, "linear")],
};

// 기울기에 잡음이 있는가. 표본을 모두 쓰면 회귀에도 잡음이 없다.
const isNoisy = ({ task, noise, batch_size: size, data }) => (task === "quadratic" ? noise > 0 : size < data.x.length);

function story(values, { losses, compared, said }) {
  const [own, other] = [said(losses), said(compared)];
  if (own === "발산") return "발산합니다. 학습률이 너무 큽니다.";
  const name = `견준 스케줄(${TITLES[values.rival]})`;
  if (other === "발산") return `마지막 손실은 ${own}입니다. ${name}은 발산합니다.`;
  const ratio = compared.at(-1) / losses.at(-1);
  const verdict =
    ratio > 1.05 ? `${name}의 ${number(1 / ratio, 2)}배로 더 낮습니다.`
    : ratio < 0.95 ? `${name}의 ${number(1 / ratio, 2)}배로 더 높습니다.`
    : `${name}과 거의 같습니다.`;
  const why = isNoisy(values)
    ? "기울기에 잡음이 있으면 끝 무렵의 학습률이 머무는 높이를 정합니다."
    : "기울기에 잡음이 없으면 머무는 높이가 없어서, 안정한 범위에서는 학습률을 줄여 얻을 것이 없습니다.";
  return `마지막 손실 ${own}: ${verdict} ${why}`;
}
