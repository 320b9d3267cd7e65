// 이차함수 ½Lx² 위에서 모멘텀과 NAG는 xₜ₊₁ = T·xₜ − D·xₜ₋₁이라는 점화식이다.
// lib/widgets/_stability.py와 같은 식이다. z = ηL, mu = μ.

const ITERATION = {
  Momentum: (z, mu) => [1 + mu - z, mu],
  NAG: (z, mu) => [(1 - z) * (1 + mu), (1 - z) * mu],
};

// r² − Tr + D = 0의 두 근: [실수부, 허수부].
export function eigenvalues(rule, z, mu) {
  const [trace, det] = ITERATION[rule](z, mu);
  const half = trace / 2;
  const inside = half * half - det;
  const root = Math.sqrt(Math.abs(inside));
  if (inside < 0) return [[half, root], [half, -root]];
  return [[half + root, 0], [half - root, 0]];
}

export const size = ([re, im]) => Math.sqrt(re * re + im * im);

// 걸음마다 오차에 곱해지는 수. 곡률이 L/κ부터 L까지면 가장 느린 방향이 전체의 속도다.
const radius = (rule, z, mu) => Math.max(...eigenvalues(rule, z, mu).map(size));
export const rate = (rule, z, mu, kappa) =>
  Math.max(radius(rule, z, mu), radius(rule, z / kappa, mu));

// 조건수 κ인 이차함수에서 rate를 가장 작게 하는 [ηL, μ].
export function best(rule, kappa) {
  if (rule === "Momentum") {
    const root = Math.sqrt(kappa);
    return [(4 * kappa) / (root + 1) ** 2, ((root - 1) / (root + 1)) ** 2];
  }
  const root = Math.sqrt(3 * kappa + 1);
  return [(4 * kappa) / (3 * kappa + 1), (root - 2) / (root + 2)];
}

// 오차가 걸음마다 r배 이하로 줄어드는 ηL의 구간. 두 근이 반지름 r인 원 안에 드는 조건
// |D| ≤ r², |T| ≤ r + D/r (쥐리)을 ηL에 대해 푼 것이다. 그런 ηL이 없으면 null.
const SPAN = {
  Momentum: (r, mu) =>
    mu <= r * r ? [1 + mu - r - mu / r, 1 + mu + r + mu / r] : null,
  NAG(r, mu) {
    const slope = 1 + mu - mu / r;
    const low = Math.min(mu > 0 ? (r * r) / mu : Infinity, slope > 0 ? r / slope : Infinity);
    const high = Math.min(mu > 0 ? (r * r) / mu : Infinity, r / (1 + mu + mu / r));
    return [1 - low, 1 + high];
  },
};

export function span(rule, r, mu, kappa) {
  const own = SPAN[rule](r, mu);
  if (own === null) return null;
  const low = Math.max(own[0], kappa * own[0], 0);
  return low <= own[1] ? [low, own[1]] : null;
}

// 두 근이 실수에서 켤레복소수로, 다시 실수로 바뀌는 ηL (임계 감쇠).
export const critical = {
  Momentum: (mu) => [(1 - Math.sqrt(mu)) ** 2, (1 + Math.sqrt(mu)) ** 2],
  NAG: (mu) => [((1 - mu) / (1 + mu)) ** 2, 1],
};

export const MOTIONS = {
  still: "한 걸음에 도착",
  over: "과감쇠",
  critical: "임계 감쇠",
  under: "부족 감쇠",
  border: "경계(중근)",
  flip: "엇갈림 진동",
};

// 두 근의 차이의 절반이 이보다 작으면 중근으로 본다. 적어 보이는 세 자리에서 같은 수이고, 중근 둘레에서는
// ηL의 반올림오차가 제곱근만큼 커지기 때문이다.
const NEAR = 5e-4;
export const isDouble = ([[re, im], [other]]) => im < NEAR && re - other < 2 * NEAR;

// 걸음마다의 배율 speed는 오차를 줄이는가(−1), 그대로 두는가(0), 키우는가(1).
export const fate = (speed) => (Math.abs(speed - 1) < 1e-9 ? 0 : Math.sign(speed - 1));

// 움직임의 꼴. 켤레복소수면 부족 감쇠, 큰 쪽이 음수면 걸음마다 부호가 바뀐다. 중근이면 양수에서는 임계
// 감쇠이고, 음수에서는 부족 감쇠와 엇갈림 진동의 경계다.
export function motion(rule, z, mu) {
  const roots = eigenvalues(rule, z, mu);
  const [a, b] = roots;
  if (Math.max(size(a), size(b)) < NEAR) return "still";
  if (isDouble(roots)) return a[0] > 0 ? "critical" : "border";
  if (a[1] > 0) return "under";
  return a[0] + b[0] < 0 ? "flip" : "over";
}
