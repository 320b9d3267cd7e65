// 내부 상태: 좌표마다 기울기와 그 기억, 크기, 유효 학습률이 걸음에 따라 어떻게 달라지는가.

import { typesetAlone } from "../algebra.js";
import { html, setText, svg } from "../dom.js";
import { number } from "../format.js";
import { paint } from "../styles.js";
import { createSeries, linearRange, logRange } from "./series.js";

const AXES = ["x", "y"];
const GRADIENT = { color: "#5a6873", dark: "#a4b0ba", dash: [1, 2] };
const COLORS = [
  { color: "#0b5fa5", dark: "#7cc0ff", dash: [] },
  { color: "#b3470a", dark: "#ffa45c", dash: [5, 3] },
  { color: "#00675b", dark: "#5fd0bf", dash: [8, 2, 2, 2] },
];
const MARGIN = { top: 12, right: 10, bottom: 34, left: 46 };

// 판 하나: 선의 이름과 이 걸음의 값, 그리고 그래프.
function createChart({ aspect, onStep }) {
  const keys = html("p", { class: "of-keys" });
  const series = createSeries({ name: "", aspect, xLabel: "걸음 t", margin: MARGIN, onPick: (t) => onStep(Math.round(t)) });
  let shown = "";
  let values = [];

  function compose(lines) {
    const names = lines.map(({ name }) => name).join();
    if (names === shown) return;
    shown = names;
    values = lines.map(() => html("span"));
    keys.replaceChildren(
      ...lines.map(({ symbol, style }, i) => {
        const sample = svg("svg", { class: "of-sample", viewBox: "0 0 24 12", "aria-hidden": "true" }, paint(svg("path", { class: "of-line", d: "M1 6H23" }), style));
        return html("span", { class: "of-key" }, sample, symbol(), values[i]);
      }),
    );
  }

  return {
    node: html("div", { class: "of-chart" }, keys, series.plot.node),
    draw(lines, { steps, step, upTo, log }) {
      compose(lines);
      const at = (own) => (step >= 1 && step <= own.length ? number(own[step - 1], 3) : "–");
      lines.forEach((line, i) => setText(values[i], ` = ${at(line.values)}`));
      series.plot.front.setAttribute("aria-label", `걸음에 따른 ${lines.map((line) => `${line.name} (지금 ${at(line.values)})`).join(", ")}`);
      const all = lines.flatMap((line) => line.values);
      series.draw({
        upTo,
        lines: lines.map(({ values: own, style }) => ({ values: own, style, start: 1 })),
        xRange: [0, steps], yRange: log ? logRange(all) : linearRange(all), log, yLabel: "", cursor: step,
      });
    },
  };
}

export function createInside({ onStep }) {
  const columns = AXES.map((axis, i) => {
    const heading = html("p", { class: "of-group" });
    const gradient = createChart({ aspect: 0.5, onStep });
    const rate = createChart({ aspect: 0.42, onStep });
    return { heading, gradient, rate, node: html("div", { "data-axis": i }, heading, gradient.node, rate.node) };
  });
  const note = html("p", { class: "of-note", hidden: true });
  return {
    node: html("div", {}, note, html("div", { class: "of-pair of-inside" }, ...columns.map(({ node }) => node))),
    // charts[i]: {heading, gradient: 선들, rate: 선들이나 null, log}. null이면 words만 보인다.
    // at: {steps, step, upTo}. upTo까지만 보인다(다 보이면 null).
    draw(charts, words, at) {
      note.hidden = charts !== null;
      setText(note, words);
      columns.forEach(({ heading, gradient, rate, node }, i) => {
        node.classList.toggle("of-gone", charts === null);
        if (charts === null) return;
        setText(heading, charts[i].heading);
        gradient.draw(charts[i].gradient, { ...at, log: false });
        rate.node.hidden = charts[i].rate === null;
        if (charts[i].rate !== null) rate.draw(charts[i].rate, { ...at, log: charts[i].log });
      });
    },
  };
}

const line = (values, name, style) => ({ values, name, style, symbol: () => typesetAlone(name) });

// 그릴 선들로 바꾼다. series: {g, memory?, size?, rate?}, shown: 그 이름.
export function chartsOf({ g, memory, size, rate }, shown) {
  const names = Object.fromEntries(shown.map(({ kind, name }) => [kind, name]));
  const gradient = [
    line(g, "g", GRADIENT),
    ...(memory === undefined ? [] : [line(memory, names.memory, COLORS[0])]),
    ...(size === undefined ? [] : [line(size, names.size, COLORS[1])]),
  ];
  return { gradient, rate: rate === undefined ? null : [line(rate, names.rate, COLORS[2])], log: true };
}

// 독자의 규칙: 상태의 뜻을 모르므로 이름 그대로 그린다.
export function ownCharts(g, state) {
  const own = Object.entries(state).map(([name, values], k) => ({
    values, name, style: COLORS[k % COLORS.length], symbol: () => html("code", { text: name }),
  }));
  return { gradient: [line(g, "g", GRADIENT)], rate: own.length > 0 ? own : null, log: false };
}
