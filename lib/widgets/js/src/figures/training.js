// 학습 기록 보기: 손글씨 숫자를 배운 진짜 기록들. 손실과 오류율, 학습률에 따른 결과, 층마다의 걸음.

import { html, setText } from "../dom.js";
import { number, short } from "../format.js";
import { OTHER, STYLES } from "../styles.js";
import { createChoices } from "../parts/choices.js";
import { grid, stack } from "../parts/layout.js";
import { createLegend } from "../parts/legend.js";
import { createPlayback } from "../parts/playback.js";
import { createReset } from "../parts/reset.js";
import { createSeries, logRange } from "../parts/series.js";
import { createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const METRICS = { train_loss: "훈련 손실", test_loss: "시험 손실", test_error: "시험 오류율" };
const LAYER_DASHES = [[], [6, 2], [1, 2]];
const TOP = 5; // 이보다 큰 손실은 판 밖으로 나간다

const known = (values) => {
  const end = values.findIndex((value) => value === null);
  return end < 0 ? values : values.slice(0, end);
};
// 오류율이 0이면 로그 눈금의 바닥에 놓는다.
const error = (accuracy) => Math.max(1 - accuracy, 1e-4);
const series = (run, metric) =>
  metric === "test_error" ? known(run.test_accuracy).map(error) : known(run[metric]);
const finals = (run, metric) => {
  const values = run.finals?.[metric === "test_error" ? "test_accuracy" : metric] ?? [];
  const seen = values.filter((value) => value !== null);
  return (metric === "test_error" ? seen.map(error) : seen).sort((a, b) => a - b);
};
const median = (sorted) => sorted[Math.floor(sorted.length / 2)];

export function trainingFigure(root, state) {
  const initial = state.get();
  const { runs, labels, epochs } = initial;
  const styleOf = (label) => STYLES[label] ?? OTHER;
  const runOf = (label) => {
    const lr = state.get().lrs[label];
    return runs[label].find((run) => run.lr === lr) ?? runs[label][0];
  };
  const change = (key) => (value) => state.set({ [key]: value });
  const setEpoch = (t) => state.set({ epoch: Math.min(Math.max(Math.round(t), 0), epochs) });
  const setRate = (lr) => {
    const { lrs, selected } = state.get();
    state.set({ lrs: { ...lrs, [selected]: lr } });
  };

  // ── 부품 ────────────────────────────────────────────────────────────────
  const metrics = createChoices({ title: "볼 것", options: Object.entries(METRICS), onChange: change("metric") });
  const curves = createSeries({ name: "에포크에 따른 기록", aspect: 0.7, xLabel: "에포크", onPick: setEpoch });
  const rates = createSeries({ name: "학습률에 따른 마지막 값", aspect: 0.55, xLabel: "학습률 η (로그 눈금)", onPick: pickRate });
  const layers = createSeries({ name: "층마다의 걸음의 크기", aspect: 0.5, xLabel: "에포크", onPick: setEpoch });
  const playback = createPlayback({
    onStep: setEpoch,
    onReset: createReset(state, ["metric", "epoch", "lrs", "selected", "hidden"]).restore,
    getStep: () => state.get().epoch,
    getLast: () => epochs,
    unit: "에포크",
  });
  const slider = createSlider({
    title: "학습률", symbol: "η", min: 0, max: 1, step: 1,
    choices: () => runs[state.get().selected].map(({ lr }) => lr),
    show: (at) => number(runs[state.get().selected][at]?.lr ?? NaN, 3),
    onInput: (at) => setRate(runs[state.get().selected][at].lr),
  });
  const group = html("p", { class: "of-group" });
  const methods = labels.map((label) => ({ label, rule: label, variant: 0 }));
  const legend = createLegend(methods, {
    columns: COLUMNS,
    onShow: (label, on) => {
      const { hidden } = state.get();
      state.set({ hidden: on ? hidden.filter((name) => name !== label) : [...hidden, label] });
    },
    onPick: change("selected"),
  });
  const note = html("p", { class: "of-note", text: initial.note });
  const status = createStatus();

  root.append(
    grid(
      [metrics.node, curves.plot.node, playback.node, legend.node],
      [rates.plot.node, group, stack(slider), layers.plot.node],
    ),
    status.node,
    note,
  );

  // 판에서 고른 자리에 가장 가까운 기록.
  function pickRate(value) {
    const { selected } = state.get();
    const far = (run) => Math.abs(Math.log(run.lr / value));
    const nearest = runs[selected].reduce((best, run) => (far(run) < far(best) ? run : best));
    if (nearest.lr !== null) setRate(nearest.lr);
  }

  // ── 그리기 ──────────────────────────────────────────────────────────────
  function update() {
    const { metric, epoch, selected, hidden } = state.get();
    const visible = labels.filter((label) => !hidden.includes(label));
    const run = runOf(selected);

    const lines = visible.map((label) => ({
      values: series(runOf(label), metric), style: styleOf(label), faint: label !== selected,
      name: label === selected ? label : "",
    }));
    const all = lines.flatMap(({ values }) => values).map((value) => Math.min(value, TOP));
    curves.draw({
      lines, xRange: [0, epochs], yRange: logRange(all, { low: 1e-5 }), log: true, cursor: epoch,
      yLabel: `${METRICS[metric]} (로그 눈금)`,
    });

    drawRates(visible, metric, selected);
    drawLayers(run, selected, epoch);
    metrics.set(metric);
    playback.set(epoch, epochs);
    legend.set(labels.map(runOf), epoch, state.get());
    setText(group, `${selected}의 기록 ${runs[selected].length}개`);
    slider.input.max = runs[selected].length - 1;
    slider.set(runs[selected].indexOf(run));
    slider.node.hidden = runs[selected].length < 2;
    if (!playback.isPlaying()) status.set(story(selected, run, epoch));
  }

  function drawRates(visible, metric, selected) {
    const shown = visible
      .map((label) => [label, runs[label].filter((run) => run.lr !== null && finals(run, metric).length > 0)])
      .filter(([, list]) => list.length > 1);
    rates.plot.node.hidden = shown.length === 0;
    if (shown.length === 0) return;
    const lines = shown.map(([label, list]) => {
      const sorted = list.map((run) => finals(run, metric));
      return {
        xs: list.map((run) => run.lr), values: sorted.map(median), style: styleOf(label), faint: label !== selected,
        band: label === selected ? [sorted.map((values) => values[0]), sorted.map((values) => values.at(-1))] : null,
        name: label === selected ? label : "",
      };
    });
    const every = lines.flatMap(({ values, band }) => [...values, ...(band?.flat() ?? [])]);
    const lrs = lines.flatMap(({ xs }) => xs);
    rates.draw({
      lines, xRange: [Math.min(...lrs) / 1.3, Math.max(...lrs) * 1.3], xLog: true, log: true,
      yRange: logRange(every.map((value) => Math.min(value, TOP)), { low: 1e-5 }),
      cursor: state.get().lrs[selected], yLabel: `마지막 ${METRICS[metric]} (씨앗 다섯: 가운데와 흩어짐)`,
    });
  }

  function drawLayers(run, selected, epoch) {
    const steps = Object.entries(run.steps ?? {});
    layers.plot.node.hidden = steps.length === 0;
    if (steps.length === 0) return;
    const lines = steps.map(([name, values], i) => ({
      values: known(values), start: 1, style: { ...styleOf(selected), dash: LAYER_DASHES[i % 3] }, name,
    }));
    layers.draw({
      lines, xRange: [0, epochs], yRange: logRange(lines.flatMap(({ values }) => values)), log: true, cursor: epoch,
      yLabel: `${selected}의 층마다의 걸음 (제곱평균제곱근)`,
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

const percent = (share) => `${(100 * share).toFixed(1)}%`;

// 표의 칸: 그 에포크의 값. 발산한 뒤에는 값이 없다.
const lost = (run, epoch) => epoch >= known(run.train_loss).length;
const COLUMNS = [
  ["학습률", ({ lr }) => (lr === null ? "–" : number(lr, 3))],
  ["훈련 손실", (run, epoch) => (lost(run, epoch) ? "발산" : short(run.train_loss[epoch]))],
  ["시험 정확도", (run, epoch) => (lost(run, epoch) || !run.test_accuracy ? "–" : percent(run.test_accuracy[epoch]))],
];

function story(label, run, epoch) {
  const name = run.lr === null ? label : `${label}(η = ${number(run.lr, 3)})`;
  const at = Math.min(epoch, known(run.train_loss).length - 1);
  if (at < epoch) return `${name}: ${at + 1}에포크에서 발산했습니다.`;
  const parts = [`훈련 손실 ${short(run.train_loss[at])}`];
  const accuracy = run.test_accuracy?.[at];
  if (accuracy !== undefined) parts.push(`시험 정확도 ${percent(accuracy)}`);
  const said = [`${name}, ${at}에포크: ${parts.join(", ")}.`];
  const sizes = Object.values(run.steps ?? {}).map((values) => values[Math.max(at - 1, 0)]);
  // 모두 죽은 층은 움직이지 않아 견줄 것이 없다
  if (sizes.length > 1 && sizes.every((size) => size > 0)) {
    const ratio = Math.max(...sizes) / Math.min(...sizes);
    said.push(`가장 크게 움직이는 층의 걸음이 가장 작은 층의 ${number(ratio, 2)}배입니다.`);
  }
  return said.join(" ");
}
