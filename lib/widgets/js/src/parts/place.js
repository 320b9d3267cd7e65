// 끌어서 옮기는 점(평면이나 곡선 위): 끌개, 빈 자리 누르기, 화살표 키, 좌표를 적는 칸이 한 점을 움직인다.

import { html, uniqueId, typeset } from "../dom.js";
import { dragUnit, number, read, roundTo, withDirection } from "../format.js";
import { createEntry } from "./entry.js";
import { createHandle } from "./handle.js";

const STICKY = 4; // 0에서 이만큼(px) 안이면 꼭 0에 놓는다

// map: {plot, domain(), project(점), invert(자리)}. 지형도면 빈 자리를 눌러서도(onPick) 옮긴다.
// get(), set(점): 움직일 점. axes: 좌표의 이름들. bounds(): 놓을 수 있는 범위(없으면 map의 범위).
export function createPlace(map, { label, kind = "start", axes = ["x", "y"], get, set, bounds = map.domain }) {
  const within = (p) => p.map((value, i) => Math.min(Math.max(value, bounds()[i][0]), bounds()[i][1]));
  const round = (p, rate = 1) => within(p).map((value, i) => roundTo(value, Math.min(rate, 1) * dragUnit(map.domain()[i])));

  // 손으로는 0에 꼭 맞출 수 없으므로 좌표축 가까이에서는 축에 붙인다.
  const moveTo = (place) => {
    const origin = map.project(axes.map(() => 0));
    set(round(map.invert(place).map((value, i) => (Math.abs(place[i] - origin[i]) <= STICKY ? 0 : value))));
  };
  // 화살표 키로 0을 건너뛰게 되면 0에서 한 번 멈춘다.
  const nudge = ([dx, dy], rate) => {
    const old = get();
    const steps = axes.length === 1 ? [dx + dy] : [dx, dy];
    const moved = old.map((value, i) => value + 2 * steps[i] * rate * dragUnit(map.domain()[i]));
    set(round(moved.map((value, i) => (value * old[i] < 0 ? 0 : value)), rate));
  };
  const handle = createHandle(map.plot, { label, kind, onMove: moveTo, onNudge: nudge });
  handle.node.id = uniqueId("place");

  const entries = axes.map((axis, i) =>
    createEntry({
      id: handle.node.id,
      label: axis === "" ? `${label} 값` : `${label}의 ${axis} 값`,
      inputmode: "text", // 숫자판에는 −가 없다
      onType(words) {
        const value = read(words);
        if (value === null) return `수로 읽을 수 없습니다: ${words}`;
        const kept = within(get().map((old, k) => (k === i ? value : old)));
        set(kept);
        const [low, high] = bounds()[i].map((end) => number(end));
        return kept[i] === value ? "" : `허용 범위는 ${low}–${high}입니다. ${withDirection(number(kept[i]))} 맞추었습니다.`;
      },
    }),
  );
  let fixed = false;
  map.onPick?.((p) => !fixed && moveTo(map.project(p)));

  return {
    node: html(
      "div",
      { class: "of-place", role: "group", "aria-label": label },
      html("span", {}, ...typeset(label)),
      ...entries.flatMap(({ node }, i) => [...(axes[i] === "" ? [] : [html("span", { class: "of-symbol" }, ...typeset(axes[i]))]), node]),
      ...entries.map(({ said }) => said),
    ),
    // 옮길 수 없는 점으로 만든다.
    fix() {
      fixed = true;
      handle.fix();
      entries.forEach((entry) => entry.enable(false));
    },
    // text: 화면 낭독기가 읽을 점의 말.
    set(p, text) {
      const [now] = p;
      const [min, max] = map.domain()[0];
      handle.set(map.project(p), { now, min, max, text });
      entries.forEach((entry, i) => entry.set(p[i], number(p[i])));
    },
  };
}
