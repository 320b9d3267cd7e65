// 손실 지형. lib/landscapes.py와 같은 식, 같은 이름, 같은 범위, 같은 출발점이다.
// f: [x, y] → 값, grad: [x, y] → [∂f/∂x, ∂f/∂y]. 1변수 함수는 f, df, d2f.
// quadratic: 이차함수면 헤세 행렬의 고윳값과, 첫 고유벡터가 x축에서 돌아간 각.

const bowl = () => ({
  title: "둥근 그릇",
  f: ([x, y]) => x * x + y * y,
  grad: ([x, y]) => [2 * x, 2 * y],
  quadratic: { curvatures: [2, 2], rotation: 0 },
  minima: [[0, 0]],
  domain: [[-2.5, 2.5], [-2, 2]],
  start: [-2, 1.2],
});

const ravine = ({ condition, rotation }) => {
  const c = Math.cos(rotation);
  const s = Math.sin(rotation);
  const xx = c * c + condition * s * s;
  const xy = (1 - condition) * c * s;
  const yy = s * s + condition * c * c;
  return {
    title: "좁은 골짜기",
    f: ([x, y]) => 0.5 * (xx * x * x + 2 * xy * x * y + yy * y * y),
    grad: ([x, y]) => [xx * x + xy * y, xy * x + yy * y],
    quadratic: { curvatures: [1, condition], rotation },
    minima: [[0, 0]],
    domain: [[-2.5, 2.5], [-2, 2]],
    start: [-2, 1.2],
  };
};

const elongated = () => ({
  title: "길쭉한 그릇",
  f: ([x, y]) => (x * x) / 20 + y * y,
  grad: ([x, y]) => [x / 10, 2 * y],
  quadratic: { curvatures: [0.1, 2], rotation: 0 },
  minima: [[0, 0]],
  domain: [[-10, 10], [-5, 5]],
  start: [-7, 2],
});

const rosenbrock = ({ a, b }) => ({
  title: "로젠브록의 휘어진 골짜기",
  f: ([x, y]) => (a - x) * (a - x) + b * (y - x * x) * (y - x * x),
  grad: ([x, y]) => [-2 * (a - x) - 4 * b * x * (y - x * x), 2 * b * (y - x * x)],
  minima: [[a, a * a]],
  domain: [[-2, 2], [-1, 3]],
  start: [-1.2, 1],
});

const saddle = () => ({
  title: "안장점",
  f: ([x, y]) => (x * x) / 2 + (y * y * y * y) / 4 - (y * y) / 2,
  grad: ([x, y]) => [x, y * y * y - y],
  minima: [[0, -1], [0, 1]],
  domain: [[-2, 2], [-1.6, 1.6]],
  start: [-1.8, 0.01],
});

const bealeTerms = (x, y) => {
  const y2 = y * y;
  return [1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y2 * y];
};

const beale = () => ({
  title: "빌의 평원과 벽",
  f: ([x, y]) => {
    const [p, q, r] = bealeTerms(x, y);
    return p * p + q * q + r * r;
  },
  grad: ([x, y]) => {
    const [p, q, r] = bealeTerms(x, y);
    const y2 = y * y;
    return [
      2 * (p * (y - 1) + q * (y2 - 1) + r * (y2 * y - 1)),
      2 * x * (p + 2 * q * y + 3 * r * y2),
    ];
  },
  minima: [[3, 0.5]],
  domain: [[-1, 4.5], [-2, 2]],
  start: [1, 1.5],
});

const himmelblau = () => ({
  title: "힘멜블라우의 네 골짜기",
  f: ([x, y]) => (x * x + y - 11) * (x * x + y - 11) + (x + y * y - 7) * (x + y * y - 7),
  grad: ([x, y]) => [
    4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
    2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
  ],
  minima: [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.28318599128617],
    [3.584428340330492, -1.848126526964404],
  ],
  domain: [[-5, 5], [-5, 5]],
  start: [-0.5, -1],
});

const hole = (x, y) => Math.exp(-(x * x + y * y) / 2);

const plateau = () => ({
  title: "평원과 구덩이",
  f: ([x, y]) => 1 - hole(x, y),
  grad: ([x, y]) => [x * hole(x, y), y * hole(x, y)],
  minima: [[0, 0]],
  domain: [[-4, 4], [-3, 3]],
  start: [-2.8, 1.6],
});

const TURN = 2 * Math.PI;

const rastrigin = () => ({
  title: "라스트리긴의 달걀판",
  f: ([x, y]) => 20 + x * x - 10 * Math.cos(TURN * x) + y * y - 10 * Math.cos(TURN * y),
  grad: ([x, y]) => [
    2 * x + 10 * TURN * Math.sin(TURN * x),
    2 * y + 10 * TURN * Math.sin(TURN * y),
  ],
  minima: [[0, 0]],
  domain: [[-2.5, 2.5], [-2.5, 2.5]],
  start: [-1.7, 1.3],
});

// params: 매개변수와 기본값. controls: 그 가운데 손잡이를 다는 것(라디안은 도로 보여 준다).
export const LANDSCAPES = {
  bowl: { make: bowl, params: {} },
  ravine: {
    make: ravine,
    params: { condition: 20, rotation: 0 },
    controls: [
      { name: "condition", symbol: "κ", title: "조건수", min: 1, max: 200, scale: "log" },
      { name: "rotation", symbol: "φ", title: "돌린 각도", min: 0, max: Math.PI, scale: "degree" },
    ],
  },
  elongated: { make: elongated, params: {} },
  rosenbrock: { make: rosenbrock, params: { a: 1, b: 100 } },
  saddle: { make: saddle, params: {} },
  beale: { make: beale, params: {} },
  himmelblau: { make: himmelblau, params: {} },
  plateau: { make: plateau, params: {} },
  rastrigin: { make: rastrigin, params: {} },
};

export const landscape = (name, params = {}) => {
  const entry = LANDSCAPES[name];
  const all = { ...entry.params, ...params };
  return { name, params: all, controls: entry.controls ?? [], ...entry.make(all) };
};

export const CURVES = {
  square: {
    title: "포물선",
    formula: "x²",
    f: (x) => x * x,
    df: (x) => 2 * x,
    d2f: (x) => 2 + 0 * x,
    minima: [0],
    domain: [-3, 3],
    start: -2.5,
  },
  cubic: {
    title: "삼차곡선",
    formula: "x³ − 3x",
    f: (x) => x * x * x - 3 * x,
    df: (x) => 3 * x * x - 3,
    d2f: (x) => 6 * x,
    minima: [1],
    domain: [-2.4, 2.4],
    start: -0.8,
  },
  sine: {
    title: "사인곡선",
    formula: "sin x",
    f: Math.sin,
    df: Math.cos,
    d2f: (x) => -Math.sin(x),
    minima: [-Math.PI / 2, (3 * Math.PI) / 2],
    domain: [-4, 6.5],
    start: 1,
  },
  exp: {
    title: "지수곡선",
    formula: "eˣ",
    f: Math.exp,
    df: Math.exp,
    d2f: Math.exp,
    minima: [],
    domain: [-2, 2],
    start: 0.5,
  },
  double_well: {
    title: "우물 둘",
    formula: "x⁴/4 − x²/2 + x/10",
    f: (x) => (x * x * x * x) / 4 - (x * x) / 2 + x / 10,
    df: (x) => x * x * x - x + 0.1,
    d2f: (x) => 3 * x * x - 1,
    minima: [-1.0466805318046022, 0.9456492739235915],
    domain: [-1.8, 1.8],
    start: 1.6,
  },
  abs_smooth: {
    title: "둥글린 절댓값",
    formula: "√(x² + 0.01)",
    f: (x) => Math.sqrt(x * x + 0.01),
    df: (x) => x / Math.sqrt(x * x + 0.01),
    d2f: (x) => 0.01 / ((x * x + 0.01) * Math.sqrt(x * x + 0.01)),
    minima: [0],
    domain: [-2, 2],
    start: -1.6,
  },
};

export const curve = (name) => ({ name, ...CURVES[name] });
