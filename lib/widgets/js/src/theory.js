// 이차함수에서 이론이 주는 가장 좋은 하이퍼파라미터. 고윳값은 지형이 스스로 안다.

import { best, rate } from "./stability.js";

const tidy = (value) => Number(value.toPrecision(12));

// quadratic: {curvatures}. 반환: {hyper: {lr, …}, rate: 걸음마다 오차에 곱해지는 수}, 이론이 없으면 null.
export function optimal(rule, quadratic) {
  if (!quadratic || !["GD", "Momentum", "NAG"].includes(rule)) return null;
  const [low, high] = [Math.min(...quadratic.curvatures), Math.max(...quadratic.curvatures)];
  const kappa = high / low;
  if (rule === "GD") return { hyper: { lr: tidy(2 / (low + high)) }, rate: (kappa - 1) / (kappa + 1) };
  const [z, momentum] = best(rule, kappa);
  return { hyper: { lr: tidy(z / high), momentum: tidy(momentum) }, rate: rate(rule, z, momentum, kappa) };
}

// 한 점에서 좌표마다의 곡률: 기울기를 그 좌표로만 조금 움직이며 잰 중앙 차분.
export function curvatures(grad, p, size) {
  const h = 1e-4 * size;
  return p.map((_, i) => {
    const moved = (sign) => grad(p.map((value, k) => value + (k === i ? sign * h : 0)))[i];
    return (moved(1) - moved(-1)) / (2 * h);
  });
}
