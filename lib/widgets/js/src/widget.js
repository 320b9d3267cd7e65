// 노트북의 입구(anywidget). 그림의 상태와 파이썬의 trait을 잇는다.

import { html } from "./dom.js";
import { mount } from "./mount.js";

// 그림이 스스로 바꾸는 값. 나머지는 파이썬에서만 바뀐다.
const SHARED = [
  "angle", "axis", "batch_size", "beta1", "beta2", "condition", "correct", "curve", "epoch", "eps",
  "goal", "h", "hidden", "hyper", "kind", "landscape", "lr", "lrs", "method", "metric", "momentum",
  "noise", "optimizer", "panels", "params", "point", "points", "ratio", "replace", "rho", "rival",
  "rule", "same_lr", "scale", "schedule", "seed", "selected", "signal", "start", "step", "target", "task", "view", "warmup",
  "weight_decay", "x0",
];

const CONTROL_KEYS = /^(Arrow.*|Page.*|Home|End|Enter| )$/;

function render({ model, el }) {
  const { figure, fields } = model.get("_meta");
  const config = Object.fromEntries(fields.map((key) => [key, model.get(key)]));
  el.classList.add("opt-figure", "opt-live");
  // 손잡이에서 누른 화살표 키를 JupyterLab이 셀을 옮기는 단축키로 가로채지 않게 한다.
  el.addEventListener("keydown", (event) => {
    if (CONTROL_KEYS.test(event.key)) event.stopPropagation();
  });
  const caption = html("p", { class: "of-caption", text: model.get("caption") });
  const { state, destroy } = mount(el, figure, config, { live: true });
  el.append(caption);

  let telling = false; // 모델에 값을 하나씩 놓는 동안에는 모델이 아직 그림과 다르다
  const stopListening = state.listen((changed, source) => {
    if (source === "kernel") return;
    const shared = changed.filter((key) => SHARED.includes(key));
    telling = true;
    shared.forEach((key) => model.set(key, state.get()[key]));
    telling = false;
    if (shared.length > 0) model.save_changes();
  });
  // 한 번에 바뀐 값은 한꺼번에 받는다. 하나씩 받으면 서로 맞지 않는 값이 잠깐 그림의 상태가 된다.
  const listener = () => {
    if (telling) return;
    state.set(Object.fromEntries(fields.map((key) => [key, model.get(key)])), "kernel");
  };
  model.on("change", listener);
  return () => {
    stopListening();
    model.off("change", listener);
    destroy();
  };
}

export default { render };
export { mount };
