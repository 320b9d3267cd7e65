// 스케줄을 시험할 작은 학습. 같은 잡음으로 여러 번 돌려 평균한다. 규칙은 원소마다 작동하므로 모든
// 달리기를 배열 하나로 한 번에 돌린다. lib/widgets/_schedule.py와 같은 셈이다.

import { noise as draws } from "./random.js";
import { batches, gradient, quadratic } from "./regression.js";
import { defaults } from "./simulate.js";
import { RULES } from "./rules.js";

const RUNS = 24;
const CONDITION = 10;
const START = 1;
const AWAY = [-1.6, 1.2];
const STRIDE = 1000003;

const runs = Array.from({ length: RUNS }, (_, run) => run);
const pairs = (x) => runs.map((run) => [x[2 * run], x[2 * run + 1]]);

// 학습마다 출발점 x, 기울기 slopes(x, 걸음), 되풀이마다의 손실을 더한 height(x).
const TASKS = {
  // ½(x² + y²/κ)를 잡음 섞인 기울기로 내려간다.
  quadratic(steps, { noise, seed }) {
    const size = 2 * RUNS;
    const curvature = Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 1 : 1 / CONDITION));
    const random = draws(seed, size * steps);
    return {
      x: new Array(size).fill(START),
      slopes: (x, k) => x.map((xi, i) => curvature[i] * xi + noise * random[k * size + i]),
      height: (x) => x.reduce((sum, xi, i) => sum + (curvature[i] * xi * xi) / 2, 0),
    };
  },
  // 자료에 직선을 맞춘다. 되풀이마다 표본을 뽑는 차례가 다르다.
  regression(steps, { data, batch_size: size, seed }) {
    const { minimum, gap } = quadratic(data);
    const chosen = runs.map((run) => batches(data.x.length, { size, seed: seed + STRIDE * run, replace: false, steps }));
    return {
      x: runs.flatMap(() => minimum.map((at, i) => at + AWAY[i])),
      slopes: (x, k) => pairs(x).flatMap((theta, run) => gradient(data, chosen[run][k], theta)),
      height: (x) => pairs(x).reduce((sum, theta) => sum + gap(theta), 0),
    };
  },
};

// rates: 걸음마다의 학습률. 반환: 걸음마다의 평균 손실. 유한하지 않게 되면 그 앞까지다.
export function practice(optimizer, rates, about) {
  const rule = RULES[optimizer];
  const { slopes, height, x: start } = TASKS[about.task](rates.length, about);
  const hyper = { ...defaults(optimizer) };
  let x = start;
  let state = Object.fromEntries(Object.entries(rule.state).map(([name, first]) => [name, x.map(() => first)]));
  const losses = [height(x) / RUNS];
  for (const [k, lr] of rates.entries()) {
    ({ x, state } = rule.step(x, slopes(x, k), state, { ...hyper, lr }, k + 1));
    if (!x.every(Number.isFinite)) break;
    losses.push(height(x) / RUNS);
  }
  return losses;
}
