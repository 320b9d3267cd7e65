// 최적화 루프. lib/training.py의 minimize와 같다. 그리기는 여기서 하지 않는다.

import { RULES } from "./rules.js";

// 제곱이 넘칠 만큼 큰 기울기도 잰다. 멈추는 걸음까지 minimize와 같아야 한다.
const norm = (g) => (g.length === 2 ? Math.hypot(g[0], g[1]) : Math.hypot(...g)); // 둘이면 펼치지 않는 쪽이 빠르다

// objective: {f, grad}. f와 grad는 길이가 같은 배열을 받는다.
// 반환: {x, loss, gradNorm, state, g, stop}. 0번은 출발점이고 k번은 k걸음 뒤다.
// g[k]는 k+1번째 걸음이 쓴 기울기다(NAG는 앞당긴 점에서 잰다).
// stop: "steps" 또는 "diverged"(값이 유한하지 않게 된 걸음은 기록하지 않는다).
export function simulate(name, objective, start, hyper, steps) {
  const rule = RULES[name];
  const values = { ...defaults(name), ...hyper };
  let x = [...start];
  let g = objective.grad(x);
  let state = Object.fromEntries(
    Object.entries(rule.state).map(([key, first]) => [key, x.map(() => first)]),
  );
  const trace = { x: [x], loss: [objective.f(x)], gradNorm: [norm(g)], state: [state], g: [], stop: "steps" };

  for (let t = 1; t <= steps; t += 1) {
    const point = rule.lookahead ? rule.lookahead(x, state, values) : x;
    const slope = rule.lookahead ? objective.grad(point) : g;
    ({ x, state } = rule.step(x, slope, state, values, t));
    g = objective.grad(x);
    const loss = objective.f(x);
    const size = norm(g);
    if (!Number.isFinite(loss) || !Number.isFinite(size) || !Number.isFinite(norm(x))) {
      trace.stop = "diverged";
      break;
    }
    trace.x.push(x);
    trace.g.push(slope);
    trace.loss.push(loss);
    trace.gradNorm.push(size);
    trace.state.push(state);
  }
  return trace;
}

export const defaults = (name) =>
  Object.fromEntries(RULES[name].hyper.map((hyper) => [hyper.name, hyper.default]));

// 1변수 함수를 길이 1인 배열의 함수로 본다.
export const onLine = (curve) => ({ f: ([x]) => curve.f(x), grad: ([x]) => [curve.df(x)] });
