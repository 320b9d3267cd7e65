// 방향 다이얼: 한 점에서 방향을 돌리며 그 방향의 변화율을 잰다.

import { scaleLinear } from "d3-scale";
import { setAttributes, setText, svg } from "../dom.js";
import { number, point as pointText, roundTo } from "../format.js";
import { LANDSCAPES } from "../landscapes.js";
import { drawAxes } from "../parts/axes.js";
import { createHandle } from "../parts/handle.js";
import { grid, row, stack } from "../parts/layout.js";
import { createMap } from "../parts/map.js";
import { polyline } from "../parts/path.js";
import { createPlace } from "../parts/place.js";
import { createPlot } from "../parts/plot.js";
import { createReadout } from "../parts/readout.js";
import { createReset } from "../parts/reset.js";
import { createSelect } from "../parts/select.js";
import { createControl, createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const REACH = 62; // 방향 화살표의 길이(px). 방향만 뜻하고 길이에는 뜻이 없다
const SHARE = 0.17; // 좁은 판에서는 너비의 이만큼
const SHORTEST = 30; // 판의 가장자리에서 줄어드는 한도
const DEGREE = Math.PI / 180;

const turn = (angle) => ((angle % 360) + 360) % 360;
// 두 각 사이의 각, 0°–180°.
const apart = (a, b) => Math.abs(((a - b + 540) % 360) - 180);

export function directionFigure(root, state) {
  const initial = state.get();
  const map = createMap({ name: "손실 지형과 방향" });
  const circle = svg("circle", { class: "of-compass" });
  const longest = () => Math.min(REACH, SHARE * map.plot.width);
  const steepest = svg("path", { class: "of-gradient" });
  const steepestName = svg("text", { class: "of-direct of-gradient-name", text: "기울기 ∇f" });
  const arrow = svg("path", { class: "of-arrow" });
  const arrowName = svg("text", { class: "of-direct", text: "u" });
  // 최솟값 쪽과 견줄 때만 보인다.
  const homeward = svg("path", { class: "of-toward" });
  const homewardName = svg("text", { class: "of-direct of-toward-name", text: "최솟값 쪽" });
  const descent = svg("path", { class: "of-gradient of-downhill" });
  const descentName = svg("text", { class: "of-direct of-gradient-name", text: "−∇f" });
  map.plot.marks.append(circle, homeward, descent, steepest, arrow);
  map.plot.labels.append(homewardName, descentName, steepestName, arrowName);

  const spot = createPlace(map, {
    label: "점",
    kind: "point",
    get: () => state.get().point,
    set: (point) => state.set({ point }),
    // 화살표를 그릴 자리를 남기려고 점은 가장자리에서 SHORTEST만큼 안쪽에만 둔다.
    bounds() {
      const { width, height } = map.plot;
      const low = map.invert([SHORTEST, height - SHORTEST]);
      const high = map.invert([width - SHORTEST, SHORTEST]);
      return low.map((value, i) => [value, high[i]]);
    },
  });
  const tip = createHandle(map.plot, {
    label: "방향 u",
    kind: "tip",
    onMove: ([px, py]) => {
      const [cx, cy] = map.project(state.get().point);
      state.set({ angle: turn(Math.round(Math.atan2(cy - py, px - cx) / DEGREE)) });
    },
    // 손잡이와 같이 오른쪽과 위쪽이 각을 늘린다.
    onNudge: ([dx, dy], rate) => state.set({ angle: turn(roundTo(state.get().angle + (dx + dy) * 5 * rate, 0.5)) }),
  });
  const slider = createSlider({
    title: "방향의 각도", symbol: "φ", min: 0, max: 360, step: 1,
    show: (angle) => `${number(angle, 4)}°`,
    onInput: (angle) => state.set({ angle: turn(angle) }),
  });
  const dial = createDial((angle) => state.set({ angle }));
  const readout = createReadout([
    ["slope", "방향 미분계수 Dᵤf"],
    ["size", "기울기의 크기 ‖∇f‖"],
    ["between", "u와 기울기 사이의 각"],
    ["astray", "−∇f와 최솟값 쪽 사이의 각"],
  ]);
  const astrayRow = readout.node.lastChild;
  const compare = createControl({ scale: "flag", title: "최솟값 쪽과 견주기", onInput: (target) => state.set({ target }) });
  const reset = createReset(state, ["landscape", "point", "angle", "target"]);
  const status = createStatus();
  const chooser = createSelect({
    title: "지형",
    options: initial.landscapes.map((name) => [name, LANDSCAPES[name].make(LANDSCAPES[name].params).title]),
    onChange: (name) => {
      const { params, make } = LANDSCAPES[name];
      const first = name === initial.landscape.name;
      state.set(first ? { landscape: initial.landscape, point: initial.point } : { landscape: { name, params }, point: make(params).start });
    },
  });

  root.append(
    chooser.node,
    grid([map.node, spot.node, row(compare, reset)], [dial.node, stack(slider), readout.node]),
    status.node,
  );

  function update(keys) {
    const { landscape, point, angle, target } = state.get();
    if (keys.has("landscape")) map.setLandscape(landscape);
    if (map.layout() || keys.has("landscape")) map.drawBack();

    const g = map.objective().grad(point);
    const size = Math.hypot(...g);
    const heading = turn(Math.atan2(g[1], g[0]) / DEGREE);
    const slope = g[0] * Math.cos(angle * DEGREE) + g[1] * Math.sin(angle * DEGREE);
    map.drawLevel(map.objective().f(point));

    const center = map.project(point);
    const reach = room(center, angle);
    const end = ray(center, angle, reach);
    setAttributes(circle, { cx: center[0], cy: center[1], r: longest() });
    arrow.setAttribute("d", arrowPath(center, end));
    const flat = size < 1e-9;
    [steepest, steepestName].forEach((node) => node.classList.toggle("of-gone", flat));
    const gradientReach = 0.8 * room(center, heading);
    steepest.setAttribute("d", arrowPath(center, ray(center, heading, gradientReach)));
    // 두 화살표가 가까우면 이름을 서로 바깥쪽에 단다.
    const side = turn(heading - angle) < 180 ? 1 : -1;
    label(steepestName, ray(center, heading + 30 * side, gradientReach + 12));
    label(arrowName, ray(center, angle - 22 * side, reach + 8));
    const home = target ? homeOf(point) : null;
    drawHome(home, center, heading, flat);
    spot.set(point, pointText(point));
    tip.set(end, { now: angle, min: 0, max: 360, text: `${number(angle)}도` });

    dial.draw({ g, size, heading, angle, slope, flat, home });
    compare.set(target);
    astrayRow.hidden = !target;
    slider.set(angle);
    chooser.set(landscape.name);
    const between = apart(angle, heading);
    readout.set({
      slope: number(slope, 4),
      size: number(size, 4),
      between: flat ? "기울기가 0" : `${number(between, 4)}°`,
      astray: flat ? "기울기가 0" : home === null ? "최솟값에 있음" : `${number(apart(home.angle, heading + 180), 3)}°`,
    });
    status.set([verdict(flat, between, slope, size), ...(home === null || flat ? [] : [aside(home.angle, heading)])].join(" "));
  }

  // 가장 가까운 최솟값과 그쪽의 각. 최솟값 위에 있으면 null.
  function homeOf(point) {
    const away = ([x, y]) => Math.hypot(x - point[0], y - point[1]);
    const place = map.landscape().minima.reduce((best, own) => (away(own) < away(best) ? own : best));
    const angle = turn(Math.atan2(place[1] - point[1], place[0] - point[0]) / DEGREE);
    return away(place) < 1e-9 ? null : { place, angle };
  }

  function drawHome(home, center, heading, flat) {
    const shown = home !== null && !flat;
    [homeward, homewardName, descent, descentName].forEach((node) => node.classList.toggle("of-gone", !shown));
    if (!shown) return;
    const end = map.project(home.place);
    homeward.setAttribute("d", polyline([center, end], map.plot.width, map.plot.height));
    const down = turn(heading + 180);
    const reach = 0.8 * room(center, down);
    descent.setAttribute("d", arrowPath(center, ray(center, down, reach)));
    const side = turn(home.angle - down) < 180 ? -1 : 1;
    label(descentName, ray(center, down + 14 * side, reach + 14));
    label(homewardName, [(2 * center[0] + 3 * end[0]) / 5, (2 * center[1] + 3 * end[1]) / 5 - 8]);
  }

  // 화살표가 판을 벗어나지 않는 길이.
  function room([px, py], angle) {
    const [dx, dy] = [Math.cos(angle * DEGREE), -Math.sin(angle * DEGREE)];
    const limit = (at, speed, size) => (speed > 0 ? (size - at) / speed : speed < 0 ? -at / speed : Infinity);
    const edge = Math.min(limit(px, dx, map.plot.width), limit(py, dy, map.plot.height));
    return Math.max(Math.min(longest(), edge), SHORTEST);
  }

  function label(node, [x, y]) {
    const { width, height } = map.plot;
    setAttributes(node, {
      x: Math.min(Math.max(x, 24), width - 24), y: Math.min(Math.max(y + 4, 12), height - 4), "text-anchor": "middle",
    });
  }

  return { update, destroy: () => status.destroy() };
}

directionFigure.defaults = { target: false };

const ray = ([x, y], angle, length) => [
  x + length * Math.cos(angle * DEGREE),
  y - length * Math.sin(angle * DEGREE),
];

function arrowPath([ax, ay], [bx, by]) {
  const back = Math.atan2(ay - by, bx - ax) / DEGREE + 180;
  const barb = (side) => ray([bx, by], back + side, 9).map((value) => value.toFixed(1)).join(",");
  return `M${ax.toFixed(1)},${ay.toFixed(1)}L${bx.toFixed(1)},${by.toFixed(1)}M${barb(25)}L${bx.toFixed(1)},${by.toFixed(1)}L${barb(-25)}`;
}

function aside(home, heading) {
  const down = turn(heading + 180);
  const off = apart(home, down);
  const said = `최솟값은 ${number(home, 3)}° 쪽에, −∇f는 ${number(down, 3)}° 쪽에 있습니다.`;
  return off < 0.5 ? `${said} 이 점에서는 −∇f가 최솟값을 똑바로 가리킵니다.` : `${said} 가장 가파르게 내려가는 방향은 최솟값에서 ${number(off, 3)}° 빗나갑니다.`;
}

function verdict(flat, between, slope, size) {
  if (flat) return "이 점에서는 기울기가 0이라 어느 쪽으로 가도 (1차 근사로는) 높이가 변하지 않습니다.";
  const share = `변화율은 ‖∇f‖의 ${number((100 * slope) / size, 3)}%입니다.`;
  if (between <= 2) return `가장 가파르게 올라가는 방향, 곧 기울기의 방향입니다. ${share}`;
  if (between >= 178) return `가장 가파르게 내려가는 방향, 곧 기울기의 반대 방향입니다. ${share}`;
  if (Math.abs(between - 90) <= 2) return `등고선을 따라가는 방향이라 높이가 거의 변하지 않습니다. ${share}`;
  return between < 90 ? `올라가는 방향입니다. ${share}` : `내려가는 방향입니다. ${share}`;
}

// 각도에 따른 방향 미분계수.
function createDial(onPick) {
  const plot = createPlot({ name: "방향의 각도에 따른 방향 미분계수", aspect: 0.6 });
  const zero = svg("line", { class: "of-zero" });
  const wave = svg("path", { class: "of-curve" });
  const peak = svg("line", { class: "of-gradient-mark" });
  const peakName = svg("text", { class: "of-direct of-gradient-name", text: "기울기의 방향" });
  const low = svg("line", { class: "of-gradient-mark" });
  const lowName = svg("text", { class: "of-direct of-gradient-name", text: "−∇f" });
  const aim = svg("line", { class: "of-toward" });
  const aimName = svg("text", { class: "of-direct of-toward-name", text: "최솟값 쪽" });
  const now = svg("line", { class: "of-now" });
  const dot = svg("circle", { class: "of-point", r: 5 });
  plot.marks.append(zero, peak, low, aim, wave, now, dot);
  plot.labels.append(peakName, lowName, aimName);
  let x = scaleLinear();
  plot.front.addEventListener("click", (event) => onPick(turn(Math.round(x.invert(plot.locate(event)[0])))));

  return {
    node: plot.node,
    draw({ g, size, heading, angle, slope, flat, home }) {
      plot.measure();
      const { width, height } = plot;
      const top = flat ? 1 : 1.45 * size;
      x = scaleLinear([0, 360], [0, width]);
      const y = scaleLinear([-top, top], [height, 0]);
      drawAxes(plot, { x, y, xLabel: "방향의 각도 φ (°)", yLabel: "방향 미분계수", xValues: [0, 90, 180, 270, 360], grid: true });
      const points = Array.from({ length: 121 }, (_, i) => {
        const phi = 3 * i * DEGREE;
        return [x(3 * i), y(g[0] * Math.cos(phi) + g[1] * Math.sin(phi))];
      });
      wave.setAttribute("d", polyline(points, width, height));
      setAttributes(zero, { x1: 0, x2: width, y1: y(0), y2: y(0) });
      [peak, peakName].forEach((node) => node.classList.toggle("of-gone", flat));
      setAttributes(peak, { x1: x(heading), x2: x(heading), y1: y(size), y2: height });
      setAttributes(peakName, {
        x: Math.min(Math.max(x(heading), 40), width - 40), y: y(size) - 8, "text-anchor": "middle",
      });
      setText(peakName, `기울기의 방향 ${number(heading, 3)}°`);
      const compared = home !== null && !flat;
      [low, lowName, aim, aimName].forEach((node) => node.classList.toggle("of-gone", !compared));
      if (compared) {
        const down = turn(heading + 180);
        const left = turn(home.angle - down) > 180; // 최솟값 쪽이 −∇f의 왼쪽인가
        const name = (node, at, isLeft) =>
          setAttributes(node, { x: at + (isLeft ? -5 : 5), y: y(size * 0.55), "text-anchor": isLeft ? "end" : "start" });
        setAttributes(low, { x1: x(down), x2: x(down), y1: y(-size), y2: y(size * 0.3) });
        setAttributes(aim, { x1: x(home.angle), x2: x(home.angle), y1: y(-size), y2: y(size * 0.3) });
        name(lowName, x(down), !left);
        name(aimName, x(home.angle), left);
      }
      setAttributes(now, { x1: x(angle), x2: x(angle), y1: 0, y2: height });
      setAttributes(dot, { cx: x(angle), cy: y(slope) });
    },
  };
}
