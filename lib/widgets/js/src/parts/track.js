// 지형 위의 경로 하나: 지나온 길, 앞으로 갈 길, 걸음마다의 점, 지금의 점, 이번 걸음, 발산의 이름표.

import { svg } from "../dom.js";
import { paint } from "../styles.js";
import { beads, exit, polyline, segments } from "./path.js";

export function createTrack(map, style, label) {
  const ahead = paint(svg("path", { class: "of-line of-ahead" }), style);
  const line = paint(svg("path", { class: "of-line" }), style);
  const bead = paint(svg("path", { class: "of-beads" }), style);
  const last = paint(svg("path", { class: "of-line of-last" }), style);
  const now = paint(svg("circle", { class: "of-dot", r: 5 }), style);
  const flag = paint(svg("text", { class: "of-flag", text: `${label} 발산` }), style);
  map.plot.marks.append(ahead, line, bead, last, now);
  map.plot.labels.append(flag);
  const parts = [ahead, line, bead, last, now];

  let drawn = {}; // 지금 그려져 있는 것. 같은 것을 다시 그리지 않는다
  let points = [];
  let pieces = [];
  let spots = [];
  let whole = ""; // 앞으로 갈 길까지 그려 둔 글

  // 경로 전체의 글을 한 번 만들어 두고, 걸음을 훑을 때는 앞쪽만 이어 붙인다.
  function trace({ x }, diverging) {
    const { width, height } = map.plot;
    points = leaving(map, x.map(map.project), diverging);
    pieces = segments(points, width, height);
    spots = beads(points, width, height);
    whole = "";
    raise(diverging ? exit(points, width, height) : null);
  }

  function raise(gate) {
    flag.classList.toggle("of-gone", gate === null);
    if (gate === null) return;
    const { width, height } = map.plot;
    const right = gate[0] > width / 2;
    flag.setAttribute("text-anchor", right ? "end" : "start");
    flag.setAttribute("x", Math.min(Math.max(gate[0] + (right ? -6 : 6), 4), width - 4));
    flag.setAttribute("y", Math.min(Math.max(gate[1] + (gate[1] < height / 2 ? 14 : -6), 14), height - 6));
  }

  function advance(step, marked) {
    const at = Math.min(step, points.length - 1);
    const { width, height } = map.plot;
    // 앞으로 갈 길은 남아 있을 때만, 그것도 한 번만 그린다. 다 걸었으면 지나온 길이 덮는다.
    const rest = at < pieces.length;
    if (rest && whole === "") whole = pieces.join("");
    setPath(ahead, rest ? whole : "");
    line.setAttribute("d", pieces.slice(0, at).join(""));
    bead.setAttribute("d", spots.slice(0, at + 1).join(""));
    setPath(last, marked && at > 0 && step === at ? polyline(points.slice(at - 1, at + 1), width, height) : "");
    now.setAttribute("cx", points[at][0].toFixed(1));
    now.setAttribute("cy", points[at][1].toFixed(1));
  }

  return {
    // marked: 이번 걸음을 굵게 그린다. veiled: 앞으로 갈 길과 발산의 이름표를 가린다.
    draw(run, step, { diverging, marked, veiled }) {
      ahead.classList.toggle("of-veiled", veiled);
      flag.classList.toggle("of-veiled", veiled);
      const next = { run, step, marked, version: map.version() };
      const same = (key) => drawn[key] === next[key];
      if (!same("run") || !same("version")) {
        parts.forEach((part) => {
          part.classList.toggle("of-gone", run === null);
          part.classList.toggle("of-stale", run?.stale === true);
        });
        if (run === null) raise(null);
        else trace(run, diverging);
      } else if (same("step") && same("marked")) return;
      drawn = next;
      if (run !== null) advance(step, marked);
    },
  };
}

function setPath(node, d) {
  if (node.getAttribute("d") !== d) node.setAttribute("d", d);
}

// 발산하는 경로는 판에서 판의 크기만큼 벗어난 점까지만 그린다. 그 뒤의 왕복은 판을 덮을 뿐이다.
const leaving = (map, points, diverging) => {
  const { width, height } = map.plot;
  const far = ([x, y]) => x < -width || x > 2 * width || y < -height || y > 2 * height;
  const first = diverging ? points.findIndex(far) : -1;
  return first < 0 ? points : points.slice(0, first + 1);
};
