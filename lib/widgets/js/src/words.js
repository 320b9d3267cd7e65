// 경로에 무슨 일이 있었는지를 말로 옮긴다.

import { number, point, withDirection } from "./format.js";

const GROWN = 1e3; // 손실이 이만큼 불어나면 발산하고 있다고 본다
const FLAT = 1e-3; // 기울기가 출발점의 이만큼으로 줄면 멈춘 것으로 본다

export const isDiverging = (trace, floor) =>
  trace.stop === "diverged" ||
  trace.loss.at(-1) - floor > GROWN * Math.max(trace.loss[0] - floor, 1e-12);

// 기울기가 FLAT배 아래로 내려가서 끝까지 머무르기 시작한 걸음. 없으면 −1.
function settled(trace) {
  const bound = FLAT * Math.max(trace.gradNorm[0], FLAT);
  let step = trace.gradNorm.length;
  while (step > 0 && trace.gradNorm[step - 1] <= bound) step -= 1;
  return step < trace.gradNorm.length ? step : -1;
}

const distance = (a, b) => Math.sqrt(a.reduce((sum, ai, i) => sum + (ai - b[i]) ** 2, 0));

export function outcome(trace, { floor, minima, span }) {
  const last = trace.loss.length - 1;
  const [first, final] = [trace.loss[0], trace.loss[last]];
  if (trace.stop === "diverged") {
    return `${last + 1}걸음에서 발산했습니다: 손실이 컴퓨터가 담을 수 있는 수를 넘었습니다.`;
  }
  if (isDiverging(trace, floor)) {
    const ratio = (final - floor) / Math.max(first - floor, 1e-12);
    return `발산하고 있습니다: ${last}걸음 뒤의 손실이 출발점의 ${number(ratio, 2)}배입니다.`;
  }
  const still = settled(trace);
  if (still > 0) {
    const x = trace.x[last];
    const place = x.length > 1 ? point(x) : `x = ${number(x[0], 4)}`;
    const reached = minima.some((minimum) => distance(minimum, x) < 0.02 * span);
    return reached
      ? `${still}걸음부터 ${last}걸음까지는 최솟값 곁에 있습니다.`
      : `${still}걸음부터 ${place} 곁에서 거의 멈췄습니다. 기울기가 작을 뿐, 전역 최솟값이 있는 곳은 아닙니다.`;
  }
  if (final > first) return `손실이 ${number(first, 3)}에서 ${withDirection(number(final, 3))} 커졌습니다.`;
  return `${last}걸음에 손실이 ${number(first, 3)}에서 ${withDirection(number(final, 3))} 줄었습니다.`;
}

// 한 걸음에 무슨 일이 있었는가. rates: 좌표마다의 유효 학습률(그런 것이 없는 방법이면 null).
export function stepWords(label, trace, step, { bends, rates }) {
  if (step === 0) return "0걸음은 출발점입니다. 걸음을 옮기면 그 걸음에서 한 일이 나옵니다.";
  if (step >= trace.x.length) return `${trace.x.length}번째 걸음에서 발산해, 보일 수 있는 것은 그 앞까지입니다.`;
  const moved = ["x", "y"].map((axis, i) => {
    const change = trace.x[step][i] - trace.x[step - 1][i];
    if (change === 0) return [`${axis}는 그대로이고`, `${axis}는 그대로입니다`];
    const size = `${axis}는 ${number(Math.abs(change), 3)}`;
    return change > 0 ? [`${size} 늘고`, `${size} 늘었습니다`] : [`${size} 줄고`, `${size} 줄었습니다`];
  });
  return [
    `${label}의 ${step}번째 걸음: ${moved[0][0]}, ${moved[1][1]}.`,
    ...(bends === null ? [] : [bendWords(bends)]),
    ...(rates === null ? [] : [`유효 학습률은 x에서 ${number(rates[0], 3)}, y에서 ${number(rates[1], 3)}입니다.`]),
  ].join(" ");
}

const ALIKE = 1.2; // 곡률의 비가 이 안이면 비슷하다고 말한다

function bendWords(bends) {
  const [x, y] = bends.map((bend) => number(bend, 3));
  const sizes = bends.map(Math.abs);
  if (Math.max(...sizes) <= ALIKE * Math.min(...sizes)) return `두 방향의 곡률이 비슷합니다(x ${x}, y ${y}).`;
  const kind = bends.every((bend) => bend > 0) ? "가파른" : "크게 휜";
  return sizes[1] > sizes[0] ? `더 ${kind} 쪽은 y입니다(곡률 ${y}, x는 ${x}).` : `더 ${kind} 쪽은 x입니다(곡률 ${x}, y는 ${y}).`;
}
