// 직선 wx + b를 자료에 맞추는 경사하강법. 기울기는 그때그때의 미니배치에서 잰다.
// 손실은 lib/models.py의 LinearRegression과 같다: 1/(2n) Σ (wxᵢ + b − yᵢ)².

import { mulberry32, permutation, resample } from "./random.js";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// 손실은 이차함수다. 꼭짓점 θ*와 헤세 행렬, 최솟값을 자료에서 구한다.
export function quadratic({ x, y }) {
  const [mx, my] = [mean(x), mean(y)];
  const xx = mean(x.map((xi) => xi * xi));
  const slope = mean(x.map((xi, i) => (xi - mx) * (y[i] - my))) / mean(x.map((xi) => (xi - mx) ** 2));
  const minimum = [slope, my - slope * mx];
  const floor = mean(x.map((xi, i) => (slope * xi + minimum[1] - y[i]) ** 2)) / 2;
  const trace = xx + 1;
  const steepest = trace / 2 + Math.sqrt((trace / 2) ** 2 - (xx - mx * mx));
  return {
    minimum,
    floor,
    steepest, // 가장 큰 곡률 L. η ≥ 2/L이면 전체 배치도 발산한다
    // 최솟값에서 잰 높이. 뺄셈 없이 구하므로 아주 작은 값까지 정확하다.
    gap([w, b]) {
      const [dw, db] = [w - minimum[0], b - minimum[1]];
      return (xx * dw * dw + 2 * mx * dw * db + db * db) / 2;
    },
  };
}

export function gradient({ x, y }, rows, [w, b]) {
  let [gw, gb] = [0, 0];
  for (const i of rows) {
    const error = w * x[i] + b - y[i];
    gw += error * x[i];
    gb += error;
  }
  return [gw / rows.length, gb / rows.length];
}

// 걸음마다의 미니배치. 차례는 씨앗만 정하고 B는 그것을 몇 개씩 끊을지만 정하므로, B나 η 하나만
// 바꾸면 같은 표본을 같은 차례로 본다. 마지막 토막은 작을 수 있다.
export function batches(n, { size, seed, replace, steps }) {
  const random = mulberry32(seed);
  const chosen = [];
  while (chosen.length < steps) {
    const order = (replace ? resample : permutation)(random, n);
    for (let first = 0; first < n && chosen.length < steps; first += size) {
      chosen.push(order.slice(first, first + size));
    }
  }
  return chosen;
}

// 반환: {theta, stop}. 0번은 출발점이고, 유한하지 않게 되면 그 앞에서 멈춘다.
export function descend(data, start, rowsOf, lr) {
  const theta = [start];
  for (const rows of rowsOf) {
    const [w, b] = theta.at(-1);
    const [gw, gb] = gradient(data, rows, [w, b]);
    const next = [w - lr * gw, b - lr * gb];
    if (!next.every(Number.isFinite)) return { theta, stop: "diverged" };
    theta.push(next);
  }
  return { theta, stop: "epochs" };
}
