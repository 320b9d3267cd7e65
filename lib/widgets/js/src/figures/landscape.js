// 지형 위의 경주: 여러 방법이 같은 출발점에서 내려가는 길과 손실, 그리고 그 속에서 일어나는 일.

import { html, setText } from "../dom.js";
import { equations, inside } from "../equations.js";
import { number, point, short } from "../format.js";
import { LANDSCAPES } from "../landscapes.js";
import { arrival, bestRate, RATES, ranking } from "../race.js";
import { RULES } from "../rules.js";
import { defaults, simulate } from "../simulate.js";
import { same } from "../state.js";
import { styleOf } from "../styles.js";
import { curvatures, optimal } from "../theory.js";
import { isDiverging, outcome, stepWords } from "../words.js";
import { createCalculation } from "../parts/calculation.js";
import { createAction, createChoices } from "../parts/choices.js";
import { chartsOf, createInside, ownCharts } from "../parts/inside.js";
import { createCurtain, curtainWords } from "../parts/curtain.js";
import { grid } from "../parts/layout.js";
import { createLegend } from "../parts/legend.js";
import { createLink } from "../parts/link.js";
import { createLoss } from "../parts/loss.js";
import { createMap } from "../parts/map.js";
import { createPanel } from "../parts/panel.js";
import { createPlace } from "../parts/place.js";
import { createPlayback } from "../parts/playback.js";
import { redraw } from "../parts/plot.js";
import { pick } from "../parts/reset.js";
import { createSelect } from "../parts/select.js";
import { createControl, createSlider } from "../parts/slider.js";
import { createStatus } from "../parts/status.js";
import { createTrack } from "../parts/track.js";

const PANELS = { calculation: "이 걸음의 계산", inside: "내부 상태" };
const CHANGEABLE = ["goal", "hidden", "hyper", "landscape", "panels", "same_lr", "selected", "start", "step"];
const MANY = 5; // 방법이 이보다 많으면 범례가 길어서 손실을 지형 밑에 둔다
const AXES = ["x", "y"];

export function landscapeFigure(root, state, { live, address }) {
  const initial = state.get();
  const { methods, race } = initial;
  const ruleOf = (label) => methods.find((method) => method.label === label).rule;

  // ── 부품 ────────────────────────────────────────────────────────────────
  const map = createMap({ name: "손실 지형과 경로" });
  const styles = methods.map(styleOf);
  const tracks = methods.map(({ label }, i) => createTrack(map, styles[i], label));
  const place = createPlace(map, {
    label: "출발점",
    get: () => state.get().start,
    set: (start) => state.set({ start }),
  });
  const curtain = createCurtain(initial.step);
  const loss = createLoss({ onStep: setStep });
  const playback = createPlayback({
    onStep: setStep,
    onReset() {
      curtain.close();
      state.set({ ...pick(initial, CHANGEABLE), lr: initial.hyper[initial.selected].lr });
      redraw(root);
    },
    getStep: () => state.get().step,
    getLast: () => state.get().steps,
  });
  const status = createStatus();
  const legend = createLegend(methods, {
    columns: race ? [LOSS, SIZE, ["도착", arrivalText]] : [PLACE, LOSS, SIZE],
    onShow: (label, on) => {
      const { hidden } = state.get();
      state.set({ hidden: on ? hidden.filter((name) => name !== label) : [...hidden, label] });
    },
    onPick: (label) => state.set({ selected: label, lr: state.get().hyper[label].lr }),
  });
  const terrain = html("div", { class: "of-sliders" });
  const sliders = html("div", { class: "of-sliders", role: "group" });
  const best = createAction({ text: "가장 좋은 값으로", onPress: () => setHyper(state.get().selected, theory().hyper) });
  const bestNote = html("p", { class: "of-note of-theory" });
  const finish = createSlider({
    title: "도착선", symbol: "", min: 1e-12, max: 0.1, scale: "log", onInput: (goal) => state.set({ goal }),
  });
  const tune = createAction({ text: "학습률 맞추기", onPress: tuneAll });
  const racing = html("div", { class: "of-racing", hidden: !race }, html("div", { class: "of-sliders" }, finish.node), tune.node);
  const together = createControl({ scale: "flag", title: "모든 방법에 같은 η", onInput: setSame });
  together.node.hidden = methods.length < 2;
  const note = html("p", { class: "of-note", hidden: true });
  const chooser = createSelect({
    title: "지형",
    options: initial.landscapes.map((name) => [name, LANDSCAPES[name].make(LANDSCAPES[name].params).title]),
    onChange: changeLandscape,
  });
  const calculation = createCalculation();
  const states = createInside({ onStep: setStep });
  const panels = Object.entries({ calculation, inside: states }).map(([name, { node }]) => ({
    name,
    panel: createPanel({
      title: PANELS[name],
      body: node,
      onToggle: (open) => {
        const others = state.get().panels.filter((own) => own !== name);
        state.set({ panels: open ? [...others, name] : others });
      },
    }),
  }));
  const stepper = createPlayback({
    onStep: (t) => {
      playback.stop();
      setStep(t);
    },
    getStep: () => state.get().step,
    getLast: () => state.get().steps,
    brief: true,
  });
  const axes = createChoices({ title: "볼 좌표", options: AXES.map((axis, i) => [i, `${axis} 방향`]), onChange: lookAt });
  const drawer = html("div", { class: "of-panels" }, stepper.node, axes.node, ...panels.map(({ panel }) => panel.node));
  const link = address && createLink({ address: () => address(changes(state.get(), initial)) });

  const many = methods.length > MANY;
  root.append(
    chooser.node,
    grid(
      [map.node, playback.node, place.node, terrain, racing, ...(many ? [loss.node] : [])],
      [legend.node, sliders, ...(many ? [] : [loss.node])],
    ),
    status.node,
    note,
    html("div", { class: "of-tools" }, ...panels.map(({ panel }) => panel.button), ...(link ? [link.button] : [])),
    ...(link ? [link.node] : []),
    drawer,
  );

  // ── 바꾸기 ──────────────────────────────────────────────────────────────
  function setStep(t) {
    state.set({ step: Math.min(Math.max(t, 0), state.get().steps) });
  }

  function setHyper(label, changed) {
    const { hyper, selected, same_lr } = state.get();
    const next = { ...hyper, [label]: { ...hyper[label], ...changed } };
    const all = same_lr && "lr" in changed ? level(next, changed.lr) : next;
    state.set({ hyper: all, lr: all[selected].lr });
  }

  // 모든 방법의 학습률을 하나로. 파이썬이 적어 둔 경로는 여기서 바꿀 수 없다.
  function level(hyper, lr) {
    const movable = ({ label }) => "lr" in hyper[label] && (live || !(label in state.get().recorded));
    const own = methods.filter(movable).map(({ label }) => [label, { ...hyper[label], lr }]);
    return { ...hyper, ...Object.fromEntries(own) };
  }

  function setSame(same_lr) {
    const { hyper, lr } = state.get();
    state.set(same_lr && lr !== null ? { same_lr, hyper: level(hyper, lr) } : { same_lr });
  }

  // 모든 방법이 같은 수의 학습률을 해 보고, 저마다 가장 먼저 도착하는 것을 고른다.
  function tuneAll() {
    const { hyper, selected, start, steps, goal, recorded } = state.get();
    const objective = map.objective();
    const next = { ...hyper };
    for (const { label, rule } of methods) {
      if (label in recorded) continue;
      const lr = bestRate(rule, objective, start, hyper[label], steps, floorOf([]), goal);
      next[label] = { ...hyper[label], lr };
    }
    state.set({ hyper: next, lr: next[selected].lr });
  }

  // 지형을 바꾸면 출발점과 학습률도 그 지형에 맞춘다. 처음의 지형이면 처음 값, 이차함수면 이론의 값,
  // 아니면 기본값이다. 기본값으로 발산하면 발산하지 않을 때까지 줄인다.
  function changeLandscape(name) {
    const { params, make } = LANDSCAPES[name];
    const first = name === initial.landscape.name;
    const ground = make(params);
    const { hyper, selected, recorded, steps } = state.get();
    const next = { ...hyper };
    const said = methods.flatMap(({ label, rule }) => {
      if (label in recorded) return [];
      next[label] = first ? initial.hyper[label] : { ...hyper[label], ...suited(rule, hyper[label], ground, steps) };
      return [`${label} ${number(next[label].lr, 3)}`];
    });
    suitedWords = said.length === 0 ? "" : `학습률을 ${first ? "처음 값으로" : "이 지형에 맞게"} 되돌렸습니다: ${said.join(", ")}.`;
    suitedHyper = next;
    const place = first ? { landscape: initial.landscape, start: initial.start } : { landscape: { name, params }, start: ground.start };
    state.set({ ...place, hyper: next, lr: next[selected].lr });
  }

  // jslink가 lr만 바꾼 때. 다음 프레임까지 미루면 lr만 먼저 커널로 가고, 파이썬이 거기에 맞추어
  // 보낸 hyper가 그 사이에 또 바뀐 값을 되돌린다.
  state.listen((keys) => {
    const { selected, lr } = state.get();
    if (keys.includes("lr") && !keys.includes("hyper") && !keys.includes("selected")) setHyper(selected, { lr });
  });

  // 좁은 화면에서는 판에 좌표 하나만 보인다.
  function lookAt(axis) {
    drawer.dataset.axis = axis;
    axes.set(axis);
  }

  // ── 계산 ────────────────────────────────────────────────────────────────
  let suitedWords = ""; // 지형을 바꾸며 학습률도 바꾸었으면 그 말
  let suitedHyper = null;
  const theory = () => optimal(ruleOf(state.get().selected), map.landscape().quadratic);

  // 설정이 그대로인 방법은 다시 계산하지 않는다.
  const memo = new Map();
  function traceOf({ label, rule }) {
    const { landscape, start, steps, hyper, recorded } = state.get();
    const place = { name: landscape.name, params: landscape.params };
    const setting = { landscape: place, start, steps, hyper: hyper[label] };
    const record = recorded[label];
    const known = memo.get(label);
    if (known && known.record === record && same(known.setting, setting)) return known.trace;
    const trace = record ? recordedTrace(record, setting) : simulate(rule, map.objective(), start, setting.hyper, steps);
    memo.set(label, { record, setting, trace });
    return trace;
  }

  function floorKnown() {
    const { floor, minima } = map.landscape();
    return minima.length > 0 ? floor : null;
  }

  // 도착을 잴 바닥: 최솟값을 알면 그것, 모르면 이 그림에서 가장 낮았던 손실.
  function floorOf(traces) {
    return floorKnown() ?? Math.min(...traces.flatMap((trace) => trace?.loss ?? []));
  }

  function arrivalText(trace) {
    if (veiled) return "–";
    if (trace.stop === "diverged") return "발산";
    const step = arrival(trace, floorOf(lastTraces), state.get().goal);
    return step === null ? "–" : `${step}걸음`;
  }

  // ── 손잡이 ──────────────────────────────────────────────────────────────
  let controls = [];
  let knobs = [];
  function buildTerrain() {
    const { landscape } = state.get();
    const table = LANDSCAPES[landscape.name]?.controls ?? [];
    knobs = table.map((entry) => ({
      name: entry.name,
      slider: createSlider({
        ...entry,
        onInput: (value) => {
          const { name, params } = state.get().landscape;
          state.set({ landscape: { name, params: { ...params, [entry.name]: value } } });
        },
      }),
    }));
    terrain.replaceChildren(...knobs.map(({ slider }) => slider.node));
  }

  function buildSliders() {
    const { selected, hyper, recorded } = state.get();
    const table = RULES[ruleOf(selected)]?.hyper ?? OWN_HYPER.filter(({ name }) => name in hyper[selected]);
    controls = table.map((entry) => ({
      name: entry.name,
      slider: createControl({ ...entry, onInput: (value) => setHyper(state.get().selected, { [entry.name]: value }) }),
    }));
    controls.forEach(({ slider }) => slider.enable(live || !(selected in recorded)));
    const title = `${selected}의 하이퍼파라미터`;
    sliders.setAttribute("aria-label", title);
    sliders.replaceChildren(
      ...(methods.length > 1 ? [html("p", { class: "of-group", text: title })] : []),
      ...controls.map(({ slider }) => slider.node),
      together.node,
      best.node,
      bestNote,
    );
  }

  // ── 그리기 ──────────────────────────────────────────────────────────────
  let lastTraces = [];
  let veiled = false;
  function update(keys) {
    const values = state.get();
    const { landscape, start, step, steps, hyper, selected, hidden, recorded, goal } = values;
    const landscapeChanged = keys.has("landscape");
    if (landscapeChanged) {
      const name = map.landscape()?.name;
      map.setLandscape(landscape);
      if (name !== landscape.name) buildTerrain();
    }
    if (keys.has("selected")) buildSliders();

    const resized = map.layout();
    if (resized || landscapeChanged) map.drawBack();

    const upTo = curtain.reach(step, steps);
    veiled = upTo !== null;
    const floor = floorKnown();
    const traces = methods.map(traceOf);
    const shown = methods.map(({ label }, i) => traces[i] !== null && !hidden.includes(label));
    lastTraces = traces.filter((_, i) => shown[i]);
    const looking = values.panels.length > 0;

    traces.forEach((trace, i) => {
      tracks[i].draw(shown[i] ? trace : null, step, {
        diverging: trace !== null && isDiverging(trace, floor ?? 0),
        marked: looking && methods[i].label === selected,
        veiled,
      });
    });
    place.set(start, `${point(start)}, 손실 ${number(traces.find(Boolean)?.loss[0] ?? NaN)}`);

    loss.draw(
      styles.flatMap((style, i) => (shown[i] ? [{ loss: traces[i].loss, style }] : [])),
      { floor, step, steps, upTo, goal: race && lastTraces.length > 0 ? goal * (lastTraces[0].loss[0] - floorOf(lastTraces)) : null },
    );
    playback.set(step, steps);
    legend.set(traces, step, values);
    knobs.forEach(({ name, slider }) => slider.set(landscape.params[name]));
    controls.forEach(({ name, slider }) => slider.set(hyper[selected][name]));
    chooser.set(landscape.name);
    finish.set(goal);
    together.set(values.same_lr);
    drawTheory(hyper[selected]);
    drawPanels(values, traces, upTo);
    if (!playback.isPlaying()) {
      const changed = hyper === suitedHyper ? `${suitedWords}\n` : "";
      status.set(changed + (veiled ? curtainWords(upTo) : race ? raceWords(traces, shown) : storyOf(traces, shown)));
    }
    drawNote(traces, recorded);
  }

  function storyOf(traces, shown) {
    const { minima, domain } = map.landscape();
    const place = { floor: floorKnown() ?? 0, minima, span: domain[0][1] - domain[0][0] };
    const lines = methods.flatMap(({ label }, i) => {
      if (!shown[i]) return [];
      const said = outcome(traces[i], place);
      return [methods.length > 1 ? `${label}: ${said}` : said];
    });
    return lines.join("\n");
  }

  function raceWords(traces, shown) {
    const { goal, steps } = state.get();
    const low = floorOf(lastTraces);
    const runs = methods.flatMap(({ label }, i) =>
      shown[i]
        ? [{ label, step: arrival(traces[i], low, goal), diverged: isDiverging(traces[i], low) }]
        : [],
    );
    return ranking(runs, goal, steps);
  }

  // 이론이 아는 값이 있으면 단추를 보이고, 지금이 그 값이면 그렇다고 말한다.
  function drawTheory(own) {
    const answer = theory();
    best.node.hidden = answer === null;
    const there = answer !== null && Object.entries(answer.hyper).every(([name, value]) => Math.abs(own[name] - value) <= 1e-9 * (1 + value));
    bestNote.hidden = !there;
    if (!there) return;
    const [low, high] = [...map.landscape().quadratic.curvatures].sort((a, b) => a - b);
    setText(
      bestNote,
      `헤세 행렬의 고윳값이 ${number(low)}과(와) ${number(high)}인 이차함수에서 가장 빠른 값입니다. 멀리 보면 걸음마다 오차가 ${number(answer.rate, 3)}배가 됩니다.`,
    );
  }

  function drawPanels({ panels: open, selected, hyper, step, steps }, traces, upTo) {
    drawer.hidden = open.length === 0;
    panels.forEach(({ name, panel }) => panel.set(open.includes(name)));
    if (open.length === 0) return;
    stepper.set(step, steps);
    const trace = traces[methods.findIndex(({ label }) => label === selected)];
    const elsewhere =
      trace === null
        ? "이 경로는 다른 지형에서 적은 것이라 여기서는 보일 수 없습니다."
        : "파이썬이 적어 둔 경로에 내부 상태가 없습니다. 노트북에서 셀을 실행하면 보입니다.";
    const own = trace?.hyper ?? hyper[selected];
    const rule = ruleOf(selected);
    const bends = trace === null ? null : bendsAt(trace.x[Math.min(Math.max(step - 1, 0), trace.x.length - 1)]);
    if (drawer.dataset.axis === undefined) lookAt(bends !== null && Math.abs(bends[0]) > Math.abs(bends[1]) ? 0 : 1);
    const looks = trace?.g === undefined ? null : AXES.map((_, i) => chartOf(trace, rule, own, i));
    if (open.includes("calculation")) {
      const rates = looks?.[0].log && looks[0].rate && step > 0 ? looks.map(({ rate }) => rate[0].values[step - 1]) : null;
      const told = trace === null ? elsewhere : stepWords(selected, trace, step, { bends, rates });
      const words = rule in RULES ? told : `${told} 직접 만든 규칙이라 갱신식은 보일 수 없습니다.`;
      calculation.draw(words, walkable(trace, rule, step) ? { rule, hyper: own, trace, step } : null);
    }
    if (open.includes("inside")) {
      const headings = AXES.map((axis, i) => `${axis} 방향${bends === null ? "" : ` · 곡률 ${number(bends[i], 3)}`}`);
      states.draw(looks?.map((look, i) => ({ ...look, heading: headings[i] })) ?? null, elsewhere, { steps, step, upTo });
    }
  }

  // 그 걸음을 시작한 자리에서 좌표마다의 곡률. 독자가 만든 지형은 여기서 기울기를 모른다.
  const bendsAt = (p) => {
    const { grad, domain } = map.landscape();
    return grad ? curvatures(grad, p, domain[0][1] - domain[0][0]) : null;
  };

  // 커널이 없으면 파이썬이 적어 둔 경로는 바뀐 설정을 따라갈 수 없다.
  function drawNote(traces, recorded) {
    const lagging = methods.some(({ label }, i) => label in recorded && (traces[i] === null || traces[i].stale));
    const stuck = state.get().selected in recorded;
    note.hidden = live || !(lagging || stuck);
    const names = methods.map(({ label }) => label).filter((label) => label in recorded);
    setText(
      note,
      `${names.join(", ")}의 경로는 파이썬이 계산해 적어 둔 것이라 여기서는 바뀐 설정을 따라가지 못합니다. 노트북에서 셀을 실행하면 함께 움직입니다.`,
    );
  }

  const frozen = !live && methods.every(({ label }) => label in initial.recorded);
  if (frozen) {
    place.fix();
    chooser.node.hidden = true;
    tune.node.hidden = true;
  }

  return {
    update,
    destroy() {
      playback.stop();
      status.destroy();
    },
  };
}

// 그 지형에 맞는 하이퍼파라미터.
function suited(rule, hyper, ground, steps) {
  const { lr: usual } = defaults(rule);
  const known = optimal(rule, ground.quadratic);
  if (known !== null) return known.hyper;
  const stays = (lr) => !isDiverging(simulate(rule, ground, ground.start, { ...hyper, lr }, steps), 0);
  return { lr: [usual, ...RATES.filter((lr) => lr < usual).reverse()].find(stays) ?? RATES[0] };
}

// 독자가 만든 규칙에서 손잡이를 달 수 있는 것.
const OWN_HYPER = [{ name: "lr", symbol: "η", title: "학습률", min: 1e-4, max: 10, scale: "log" }];

// ── 읽을거리의 칸 ───────────────────────────────────────────────────────────

const column = (title, gone, text) => [
  title,
  (trace, step) => {
    const lost = trace.stop === "diverged" && step >= trace.loss.length;
    return lost ? gone : text(trace, Math.min(step, trace.loss.length - 1));
  },
];
const PLACE = column("위치", "발산", ({ x }, at) => point(x[at], 2));
const LOSS = column("손실", "∞", ({ loss }, at) => short(loss[at]));
const SIZE = column("기울기 크기", "∞", ({ gradNorm }, at) => short(gradNorm[at]));

// ── 파이썬이 적어 둔 경로 ───────────────────────────────────────────────────

// 설정이 바뀌어 낡았으면 stale, 지형이 바뀌었으면 보일 것이 없다.
function recordedTrace(record, setting) {
  const { of: own, grad_norm: gradNorm, state, ...rest } = record;
  if (own.landscape.name !== setting.landscape.name) return null;
  const states = state && rest.x.map((_, t) => Object.fromEntries(Object.entries(state).map(([name, values]) => [name, values[t]])));
  return { ...rest, gradNorm, state: states, hyper: own.hyper, stale: !same(own, setting) };
}

// ── 속을 들여다보기 ─────────────────────────────────────────────────────────

// 그 걸음의 식에 넣을 수를 모두 아는가.
const walkable = (trace, rule, step) => trace?.g !== undefined && rule in RULES && step >= 1 && step < trace.x.length;

const charts = new WeakMap();
function chartOf(trace, rule, hyper, i) {
  if (!charts.has(trace)) charts.set(trace, []);
  const own = charts.get(trace);
  own[i] ??= rule in RULES ? chartsOf(inside(rule, hyper, trace, i), equations(rule, hyper).shown) : ownChartsOf(trace, i);
  return own[i];
}

const ownChartsOf = (trace, i) =>
  ownCharts(
    trace.g.map((g) => g[i]),
    Object.fromEntries(Object.keys(trace.state[0]).map((name) => [name, trace.state.slice(1).map((state) => state[name][i])])),
  );

// ── 주소에 적는 상태 ────────────────────────────────────────────────────────

// 처음과 다른 값. 하이퍼파라미터는 바뀐 방법의 것만.
function changes(values, initial) {
  const different = CHANGEABLE.filter((key) => !same(values[key], initial[key]));
  const patch = pick(values, different);
  if (patch.hyper) {
    const labels = Object.keys(patch.hyper).filter((label) => !same(patch.hyper[label], initial.hyper[label]));
    patch.hyper = pick(patch.hyper, labels);
  }
  return patch;
}

// 파이썬이 적지 않은 값(lib/widgets/_landscape.py의 usual).
landscapeFigure.defaults = { goal: 1e-3, panels: [], race: false, same_lr: false };

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const within = (list, allowed) => Array.isArray(list) && list.every((item) => allowed.includes(item));

// 주소에서 온 값이 이 그림에 있을 수 있는 것인가.
const FIT = {
  goal: (goal) => isNumber(goal) && goal > 0 && goal < 1,
  hidden: (hidden, { hyper }) => within(hidden, Object.keys(hyper)),
  hyper: (given, { hyper }) =>
    Object.entries(given).every(
      ([label, own]) =>
        Object.hasOwn(hyper, label) &&
        same(Object.keys(own).sort(), Object.keys(hyper[label]).sort()) &&
        Object.entries(own).every(([name, value]) => typeof value === typeof hyper[label][name] && (value === true || value === false || (isNumber(value) && value >= 0))),
    ),
  landscape: ({ name, params }, { landscape, landscapes }) => {
    const table = Object.hasOwn(LANDSCAPES, name) ? LANDSCAPES[name] : null;
    const limits = Object.fromEntries((table?.controls ?? []).map((control) => [control.name, control]));
    return (
      table !== null &&
      [...landscapes, landscape.name].includes(name) &&
      same(Object.keys(params).sort(), Object.keys(table.params).sort()) &&
      Object.entries(params).every(([key, value]) => isNumber(value) && (!limits[key] || (value >= limits[key].min && value <= limits[key].max)))
    );
  },
  panels: (panels) => within(panels, Object.keys(PANELS)),
  same_lr: (same_lr) => typeof same_lr === "boolean",
  selected: (selected, { hyper }) => Object.hasOwn(hyper, selected),
  start: (start) => Array.isArray(start) && start.length === 2 && start.every(isNumber),
  step: (step, { steps }) => Number.isInteger(step) && step >= 0 && step <= steps,
};

// 주소의 값을 처음 상태에 얹은 것. 알아볼 수 없는 것이 섞여 있으면 던진다.
landscapeFigure.accept = (patch, initial) => {
  if (patch?.constructor !== Object) throw new Error("상태가 아닙니다.");
  for (const [key, value] of Object.entries(patch)) {
    if (!Object.hasOwn(FIT, key) || !FIT[key](value, initial)) throw new Error(`알아볼 수 없는 값: ${key}`);
  }
  const values = { ...pick(initial, CHANGEABLE), ...patch, hyper: { ...initial.hyper, ...patch.hyper } };
  return { ...values, lr: values.hyper[values.selected].lr };
};
