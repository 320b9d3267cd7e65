// 곡선 위의 경사하강법: 학습률 η가 걸음의 꼴을 정한다.

import { setAttributes, setText, svg } from "../dom.js";
import { number, withDirection, withSubject } from "../format.js";
import { curve as curveOf, CURVES } from "../landscapes.js";
import { onLine, simulate } from "../simulate.js";
import { paint, STYLES } from "../styles.js";
import { outcome } from "../words.js";
import { createGraph } from "../parts/graph.js";
import { createCurtain, curtainWords } from "../parts/curtain.js";
import { grid, stack } from "../parts/layout.js";
import { createLoss } from "../parts/loss.js";
import { clipSegment, dots, polyline } from "../parts/path.js";
import { createPlace } from "../parts/place.js";
import { createPlayback } from "../parts/playback.js";
import { redraw } from "../parts/plot.js";
import { createReadout } from "../parts/readout.js";
import { createReset } from "../parts/reset.js";
import { createSelect } from "../parts/select.js";
import { createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";

const USUAL_RATE = 0.1; // 어느 곡선에서도 발산하지 않는 학습률. DescentExplorer의 기본값이기도 하다

export function descentFigure(root, state) {
  const initial = state.get();
  const graph = createGraph({ name: "곡선 위의 걸음" });
  const tangent = svg("path", { class: "of-tangent" });
  const ahead = paint(svg("path", { class: "of-line of-ahead" }), STYLES.GD);
  const line = paint(svg("path", { class: "of-line of-steps" }), STYLES.GD);
  const beads = paint(svg("path", { class: "of-beads" }), STYLES.GD);
  const move = paint(svg("path", { class: "of-line of-move" }), STYLES.GD);
  const now = paint(svg("circle", { class: "of-dot", r: 6 }), STYLES.GD);
  const moveName = svg("text", { class: "of-direct", text: "−ηf′(x)" });
  const gone = svg("text", { class: "of-direct", text: "판 밖으로 나갔습니다" });
  graph.plot.marks.append(tangent, ahead, line, beads, move, now);
  graph.plot.labels.append(moveName, gone);

  const place = createPlace(graph.track(), {
    label: "출발점",
    axes: ["x"],
    get: () => [state.get().start],
    set: ([start]) => state.set({ start }),
  });
  const setStep = (t) => state.set({ step: Math.min(Math.max(t, 0), state.get().steps) });
  const loss = createLoss({ onStep: setStep });
  const curtain = createCurtain(initial.step);
  const reset = createReset(state, ["curve", "lr", "start", "step"]);
  const playback = createPlayback({
    onStep: setStep,
    onReset() {
      curtain.close();
      reset.restore();
      redraw(root);
    },
    getStep: () => state.get().step,
    getLast: () => state.get().steps,
  });
  const slider = createSlider({
    title: "학습률", symbol: "η", min: 0.01, max: 2, step: 0.01, limits: [0, Infinity],
    onInput: (lr) => state.set({ lr }),
  });
  const readout = createReadout([
    ["x", "위치 x"],
    ["loss", "손실 f(x)"],
    ["slope", "접선의 기울기 f′(x)"],
    ["curvature", "η·f″(x)"],
  ]);
  const status = createStatus();
  const chooser = createSelect({
    title: "곡선",
    options: initial.curves.map((name) => [name, `${CURVES[name].title} ${CURVES[name].formula}`]),
    onChange: (name) => state.set({ curve: name, ...opening(name) }),
  });

  // 곡선을 바꾸면 출발점과 학습률을 그 곡선에 맞는 것으로 되돌린다. 처음의 곡선이면 처음 값이다.
  function opening(name) {
    if (name === initial.curve) return { start: initial.start, lr: initial.lr };
    return { start: CURVES[name].start, lr: USUAL_RATE };
  }

  root.append(
    chooser.node,
    grid([graph.node, playback.node, place.node, stack(slider)], [loss.node, readout.node]),
    status.node,
  );

  let curve = null;
  let opened = ""; // 곡선을 바꾸며 학습률도 바꾸었으면 그 말
  function update(keys) {
    const { curve: name, lr, start, step, steps } = state.get();
    const changed = curve !== null && curve.name !== name;
    if (curve?.name !== name) curve = curveOf(name);
    if (changed) opened = `이 곡선에 맞추어 학습률을 ${withDirection(number(lr))} 되돌렸습니다.\n`;
    else if (keys.has("lr")) opened = "";
    graph.draw(curve);
    const { width, height } = graph.plot;
    const trace = simulate("GD", onLine(curve), [start], { lr }, steps);
    const last = trace.x.length - 1;
    const at = Math.min(step, last);
    const x = trace.x[at][0];

    const upTo = curtain.reach(step, steps);
    const points = trace.x.map(([xi], t) => graph.project([xi, trace.loss[t]]));
    ahead.setAttribute("d", polyline(points.slice(at), width, height));
    line.setAttribute("d", polyline(points.slice(0, at + 1), width, height));
    ahead.classList.toggle("of-veiled", upTo !== null);
    beads.setAttribute("d", dots(upTo === null ? points : points.slice(0, upTo + 1), width, height));
    graph.line(tangent, [x, trace.loss[at]], curve.df(x));
    setAttributes(now, { cx: points[at][0].toFixed(1), cy: points[at][1].toFixed(1) });
    drawMove(points[at], x, lr * curve.df(x));
    const outside = points[at][0] < 0 || points[at][0] > width || points[at][1] < 0;
    gone.classList.toggle("of-gone", !outside);
    const right = points[at][0] > width / 2;
    setAttributes(gone, { x: right ? width - 6 : 6, y: 14, "text-anchor": right ? "end" : "start" });
    setText(gone, right ? "판 밖으로 나갔습니다 →" : "← 판 밖으로 나갔습니다");
    place.set([start], `x = ${number(start)}, 손실 ${number(curve.f(start))}`);

    const floor = curve.minima.length > 0 ? Math.min(...curve.minima.map(curve.f)) : null;
    loss.draw([{ loss: trace.loss, style: STYLES.GD }], { floor, step, steps, upTo });
    playback.set(step, steps);
    slider.set(lr);
    chooser.set(name);
    readout.set({
      x: number(x, 5),
      loss: number(trace.loss[at], 4),
      slope: number(curve.df(x), 4),
      curvature: number(lr * curve.d2f(x), 4),
    });
    if (!playback.isPlaying()) status.set(opened + (upTo === null ? story(curve, lr, start, trace, floor) : curtainWords(upTo)));
  }

  // 다음 걸음의 가로 움직임을 지금 점의 높이에 화살표로.
  function drawMove([px, py], x, length) {
    const { width, height } = graph.plot;
    const part = clipSegment([px, py], [graph.x(x - length), py], width, height);
    const shown = part !== null && Math.abs(part[1][0] - part[0][0]) > 8;
    [move, moveName].forEach((node) => node.classList.toggle("of-gone", !shown));
    if (!shown) return;
    const [[ax], [bx]] = part;
    const tip = bx > ax ? -6 : 6;
    move.setAttribute("d", `M${ax},${py}H${bx}m${tip},-4l${-tip},4l${tip},4`);
    setAttributes(moveName, {
      x: Math.min(Math.max((ax + bx) / 2, 24), width - 24), y: Math.max(py - 8, 12), "text-anchor": "middle",
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

// 포물선에서는 곡률이 어디서나 같아서 η·f″ 하나가 걸음의 꼴을 정한다: xₜ₊₁ = (1 − ηf″)xₜ.
function story(curve, lr, start, trace, floor) {
  if (curve.name === "square" && start !== 0) {
    const product = lr * curve.d2f(start);
    const factor = `한 걸음마다 x에 1 − ηf″ = ${withSubject(number(1 - product, 3))} 곱해집니다`;
    const near = (a, b) => Math.abs(a - b) < 1e-9;
    if (near(product, 1)) return "η·f″ = 1: 최솟값에 한 번에 도착합니다.";
    if (product < 1) return `η·f″ = ${number(product, 3)} < 1: 단조 수렴. ${factor}.`;
    if (near(product, 2)) return "η·f″ = 2: 최솟값의 양쪽을 끝없이 오갑니다. 수렴도 발산도 하지 않습니다.";
    if (product < 2) return `1 < η·f″ = ${number(product, 3)} < 2: 진동하며 수렴. ${factor}.`;
    return `η·f″ = ${number(product, 3)} > 2: 발산. ${factor}.`;
  }
  const span = curve.domain[1] - curve.domain[0];
  const best = curve.minima.filter((x) => curve.f(x) <= floor + 1e-9).map((x) => [x]);
  return outcome(trace, { floor: floor ?? 0, minima: best, span });
}
