// 손잡이: 진짜 <input type="range">와 이름표와 값. 눈금은 로그일 수도 있다. 값은 눌러서 적을 수도 있다.

import { html, uniqueId, typeset } from "../dom.js";
import { number, read, withDirection } from "../format.js";
import { createEntry } from "./entry.js";

// 손잡이의 자리(등간격)와 값을 오가는 방법. round: 자리에서 나온 값을 읽기 좋은 수로.
const SCALES = {
  linear: { to: (v) => v, from: (p) => p, step: ({ min, max }) => (max - min) / 200 },
  log: { to: Math.log10, from: (p) => nice(10 ** p), step: () => 0.01 },
  "one-minus": {
    to: (v) => -Math.log10(1 - v),
    from: (p) => Number((1 - nice(10 ** -p)).toPrecision(12)),
    step: () => 0.01,
  },
  degree: {
    to: (v) => (v * 180) / Math.PI,
    from: (p) => (p * Math.PI) / 180,
    step: () => 1,
    show: (v) => `${number((v * 180) / Math.PI, 4)}°`,
    typed: { to: (v) => (v * 180) / Math.PI, from: (n) => (n * Math.PI) / 180 },
  },
};

// 세 자리로 반올림하되, 0.1이나 0.02처럼 한 자리 수가 손잡이 한 칸 안에 있으면 그 수를 고른다.
function nice(value) {
  const short = Number(value.toPrecision(1));
  return Math.abs(Math.log10(short / value)) < 0.006 ? short : Number(value.toPrecision(3));
}

// 켜고 끄는 것. createSlider와 같은 방법으로 쓴다.
function createSwitch({ title, onInput }) {
  const input = html("input", { type: "checkbox" });
  input.addEventListener("change", () => onInput(input.checked));
  return {
    node: html("label", { class: "of-switch" }, input, title),
    set(value) {
      input.checked = value;
    },
    enable(on) {
      input.disabled = !on;
    },
  };
}

export const createControl = (entry) =>
  entry.scale === "flag" ? createSwitch(entry) : createSlider(entry);

const AS_IS = { to: (value) => value, from: (value) => value };

// choices(): 목록의 번호를 고르는 손잡이면 그 목록. 적는 것은 번호가 아니라 목록의 수다.
// limits: 적어서 넣을 수 있는 범위. 미는 범위보다 넓어도 된다.
export function createSlider({ title, symbol, min, max, limits = [min, max], scale = "linear", step, show, choices, onInput }) {
  const { to, from, step: spacing, show: format, typed = AS_IS } = SCALES[scale];
  const text = show ?? format ?? ((value) => number(value, 4));
  const id = uniqueId("slider");
  const input = html("input", {
    type: "range", id, min: to(min), max: to(max), step: step ?? spacing({ min, max }),
  });
  const written = choices ? (at) => choices()[at] ?? 0 : typed.to;
  const entry = createEntry({
    id,
    label: `${title} ${symbol}`.trim() + " 값",
    inputmode: min < 0 || scale === "log" ? "text" : "decimal", // 숫자판에는 −와 e가 없다
    onType(words) {
      const value = read(words);
      if (value === null) return `수로 읽을 수 없습니다: ${words}`;
      const wanted = choices ? nearest(choices(), value) : typed.from(value);
      const [low, high] = limits;
      const kept = Math.min(Math.max(step === 1 ? Math.round(wanted) : wanted, low), choices ? Infinity : high);
      onInput(kept);
      const named = withDirection(text(kept));
      if (choices) return written(kept) === value ? "" : `고를 수 있는 값 가운데 가장 가까운 ${named} 맞추었습니다.`;
      if (kept === wanted || (wanted > low && wanted < high)) return "";
      return `허용 범위는 ${high === Infinity ? `${text(low)} 이상` : `${text(low)}–${text(high)}`}입니다. ${named} 맞추었습니다.`;
    },
  });
  const label = html(
    "label",
    { for: id },
    `${title} `,
    html("span", { class: "of-symbol" }, ...typeset(symbol)),
  );
  input.addEventListener("input", () => {
    entry.forget();
    onInput(from(Number(input.value)));
  });
  return {
    node: html("div", { class: "of-slider" }, label, input, entry.node, entry.said),
    input,
    set(value) {
      const place = String(to(value));
      // 끄는 동안에는 손잡이의 자리를 건드리지 않는다(반올림한 값이 손끝을 밀어내지 않게).
      if (document.activeElement !== input || from(Number(input.value)) !== value) input.value = place;
      entry.set(written(value), text(value));
      input.setAttribute("aria-valuetext", text(value));
    },
    enable(on) {
      input.disabled = !on;
      entry.enable(on);
    },
  };
}

const nearest = (list, value) =>
  list.reduce((best, own, i) => (Math.abs(own - value) < Math.abs(list[best] - value) ? i : best), 0);
