// 경주: 누가 먼저 도착했는가. lib/widgets/_race.py와 같은 셈이다.

import { number } from "./format.js";
import { simulate } from "./simulate.js";

// 맞추기에서 해 보는 학습률. 방법마다 똑같이 이만큼씩 해 본다.
export const RATES = [-3, -2, -1, 0].flatMap((e) => [1, 1.6, 2.5, 4, 6.3].map((m) => Number(`${m}e${e}`))).concat(10);

// 손실과 최솟값의 차이가 출발점의 goal배 아래로 내려가 끝까지 머무르기 시작한 걸음. 없으면 null.
export function arrival(trace, floor, goal) {
  const bound = goal * (trace.loss[0] - floor);
  let step = trace.loss.length;
  while (step > 0 && trace.loss[step - 1] - floor <= bound) step -= 1;
  return step < trace.loss.length && trace.stop !== "diverged" ? step : null;
}

// 지금 값과 RATES 가운데 가장 먼저 도착하는 학습률. 아무것도 도착하지 못하면 끝 손실이 가장 낮은 것이다.
export function bestRate(rule, objective, start, hyper, steps, floor, goal) {
  let best = { lr: hyper.lr, step: Infinity, loss: Infinity };
  for (const lr of [hyper.lr, ...RATES]) {
    const trace = simulate(rule, objective, start, { ...hyper, lr }, steps);
    if (trace.stop === "diverged") continue;
    const own = { lr, step: arrival(trace, floor, goal) ?? Infinity, loss: trace.loss.at(-1) };
    if (own.step < best.step || (own.step === Infinity && best.step === Infinity && own.loss < best.loss)) best = own;
  }
  return best.lr;
}

// 도착한 차례. runs: [{label, step, diverged}], step은 도착하지 못했으면 null. 반환: 줄바꿈으로 나눈 말.
export function ranking(runs, goal, steps) {
  const arrived = runs.filter(({ step }) => step !== null).sort((a, b) => a.step - b.step);
  const place = ({ step }) => 1 + arrived.filter((other) => other.step < step).length;
  const late = runs.filter(({ step, diverged }) => step === null && !diverged);
  const lost = runs.filter(({ diverged }) => diverged);
  const names = (group) => group.map(({ label }) => label).join(", ");
  return [
    ...(arrived.length > 0
      ? [`도착한 차례: ${arrived.map((run) => `${place(run)}위 ${run.label} ${run.step}걸음`).join(", ")}.`]
      : [`${steps}걸음 안에 도착한 방법이 없습니다.`]),
    ...(late.length > 0 && arrived.length > 0 ? [`${steps}걸음 안에 도착하지 못한 방법: ${names(late)}.`] : []),
    ...(lost.length > 0 ? [`발산한 방법: ${names(lost)}.`] : []),
    `손실과 최솟값의 차이가 출발점의 ${number(goal, 3)}배 아래로 내려가 끝까지 머무르면 도착입니다.`,
  ].join("\n");
}
