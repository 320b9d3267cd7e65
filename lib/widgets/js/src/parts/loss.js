// 손실 판: 걸음에 따른 손실. 최솟값을 알면 거기서 잰 높이를 로그 눈금에 놓는다.

import { scaleLinear, scaleLog } from "d3-scale";
import { html, setAttributes, svg } from "../dom.js";
import { paint } from "../styles.js";
import { drawAxes } from "./axes.js";
import { polyline } from "./path.js";
import { createPlot } from "./plot.js";

const FLOOR = 1e-16; // 로그 눈금에 놓을 수 있는 가장 작은 높이
const DECADES = 14;

function logDomain(heights) {
  let low = Infinity;
  let high = 0;
  for (const series of heights) {
    for (const height of series) {
      if (height < low) low = height;
      if (height > high) high = height;
    }
    high = Math.min(high, 1e4 * Math.max(series[0], 1e-6));
  }
  const top = Math.ceil(Math.log10(Math.max(high, FLOOR)) + 1e-9);
  const bottom = Math.floor(Math.log10(Math.max(low, FLOOR)));
  return [10 ** Math.max(Math.min(bottom, top - 1), top - DECADES), 10 ** top];
}

function linearDomain(heights) {
  const all = heights.flat();
  const first = heights[0][0];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = Math.max(high - low, 1e-9);
  return [Math.max(low, first - 50) - 0.05 * room, Math.min(high, first + 50) + 0.05 * room];
}

// onStep(t): 판을 누르거나 끌어 걸음을 고른다.
export function createLoss({ onStep }) {
  const plot = createPlot({ name: "걸음에 따른 손실", aspect: 0.58 });
  const now = svg("line", { class: "of-now" });
  const finish = svg("line", { class: "of-goal" });
  const finishName = svg("text", { class: "of-direct of-goal-name", text: "도착선", "text-anchor": "end" });
  const lines = svg("g");
  const points = svg("g");
  plot.marks.append(finish, now, lines, points);
  plot.labels.append(finishName);
  plot.node.classList.add("of-loss");
  plot.onScrub(([px]) => onStep(Math.round(x.invert(px))));
  let x = scaleLinear();
  let y = scaleLinear();
  let heights = [];
  let worn = []; // 선들의 모양
  let drawn = []; // 지금 그려진 선들을 정하는 값들. 걸음만 바뀌면 선은 그대로 둔다

  // 손실의 선과 눈금. 최솟값이 0이 아니면 거기서 잰 높이를 그린다.
  function drawLines(series, { floor, steps, goal }) {
    const { width, height } = plot;
    const base = floor ?? 0;
    const log = floor !== null && series.every(({ loss }) => loss.every((value) => value >= floor - 1e-9));
    heights = series.map(({ loss }) => (log ? loss.map((value) => Math.max(value - base, FLOOR)) : loss));
    const domain = series.length === 0 ? [1e-3, 1] : (log ? logDomain : linearDomain)(heights);
    x = scaleLinear([0, Math.max(steps, 1)], [0, width]);
    y = (log ? scaleLog : scaleLinear)(domain, [height, 0]);
    const name = log && base !== 0 ? "손실 − 최솟값" : "손실";
    drawAxes(plot, { x, y, xLabel: "걸음 t", yLabel: log ? `${name} (로그 눈금)` : name, grid: true });
    const styles = series.map(({ style }) => style);
    if (styles.length !== worn.length || styles.some((style, i) => style !== worn[i])) {
      worn = styles;
      lines.replaceChildren(...styles.map((style) => paint(svg("path", { class: "of-line" }), style)));
      points.replaceChildren(...styles.map((style) => paint(svg("circle", { class: "of-dot", r: 4 }), style)));
    }
    // 점 수천 개를 옮길 때는 눈금을 곱셈과 덧셈으로 편 것이 빠르다.
    const across = x(1);
    const unit = log ? Math.log10 : (value) => value;
    const [bottom, top] = domain.map(unit);
    const slope = height / (top - bottom);
    const place = (value) => height - slope * (unit(value) - bottom);
    heights.forEach((own, i) => {
      lines.children[i].setAttribute("d", polyline(own.map((value, t) => [across * t, place(value)]), width, height));
    });

    const hidden = goal === null || !log;
    [finish, finishName].forEach((node) => node.classList.toggle("of-gone", hidden));
    if (hidden) return;
    const at = y(Math.max(goal, domain[0]));
    setAttributes(finish, { x1: 0, x2: width, y1: at, y2: at });
    setAttributes(finishName, { x: width - 4, y: at - 5 });
  }

  return {
    node: html("div", {}, plot.node),
    plot,
    // series: [{loss, style}], floor: 최솟값(모르면 null), goal: 도착으로 볼 높이(경주가 아니면 null)
    // upTo: 여기까지만 보인다(다 보이면 null).
    draw(series, { floor, step, steps, goal = null, upTo = null }) {
      const resized = plot.measure();
      const next = [floor, steps, goal, ...series.map(({ loss }) => loss)];
      if (resized || next.length !== drawn.length || next.some((value, i) => value !== drawn[i])) {
        drawn = next;
        drawLines(series, { floor, steps, goal });
      }
      plot.reveal(lines, upTo === null ? null : x(upTo));
      setAttributes(now, { x1: x(step), x2: x(step), y1: 0, y2: plot.height });
      heights.forEach((own, i) => {
        const at = Math.min(step, own.length - 1);
        setAttributes(points.children[i], { cx: x(at).toFixed(1), cy: y(own[at]).toFixed(1) });
      });
    },
  };
}
