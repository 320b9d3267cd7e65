// 경로: 꺾은선과 걸음마다의 점. 발산하는 경로는 보이는 자리의 가장자리까지 그린다.

const inside = ([x, y], width, height) => x >= 0 && x <= width && y >= 0 && y <= height;

// 선분 a→b에서 상자 [−pad, width+pad]×[−pad, height+pad] 안에 드는 부분 (Liang–Barsky).
export function clipSegment([ax, ay], [bx, by], width, height, pad = 0) {
  const dx = bx - ax;
  const dy = by - ay;
  let enter = 0;
  let leave = 1;
  const sides = [
    [-dx, ax + pad], [dx, width + pad - ax], [-dy, ay + pad], [dy, height + pad - ay],
  ];
  for (const [direction, room] of sides) {
    if (direction === 0) {
      if (room < 0) return null;
    } else if (direction < 0) enter = Math.max(enter, room / direction);
    else leave = Math.min(leave, room / direction);
  }
  if (!(enter <= leave)) return null;
  return [[ax + enter * dx, ay + enter * dy], [ax + leave * dx, ay + leave * dy]];
}

// 화면에서 이만큼 벗어난 자리는 더 멀어도 같은 자리로 본다. 발산하는 길의 좌표는 수의 범위를 넘기도 한다.
const FAR = 1e6;
export const bounded = (value) => Math.min(Math.max(value, -FAR), FAR);

// 그림에 적을 수는 0.1픽셀까지다. 반올림은 열 배의 정수로 하고, 그 글은 적어 두고 다시 쓴다:
// 실수를 글로 바꾸는 일이 점 수천 개를 그리는 시간의 절반이다.
const tenths = (value) => Math.round(10 * value);
const texts = new Map();
function text(value) {
  let own = texts.get(value);
  if (own === undefined) texts.set(value, (own = String(value / 10)));
  return own;
}
const PAD = 60;

// 화면 좌표의 점들을 잇는 꺾은선을 선분마다의 글로. 앞의 k개를 이으면 k번째 점까지의 길이다.
// 멀리 벗어난 선분은 잘라 낸다.
export function segments(points, width, height) {
  const near = ([x, y]) => x >= -PAD && x <= width + PAD && y >= -PAD && y <= height + PAD;
  const pieces = [];
  let [penX, penY] = [NaN, NaN]; // 붓이 놓인 자리. 아직 없으면 어느 수와도 다르다
  for (let i = 1; i < points.length; i += 1) {
    const whole = near(points[i - 1]) && near(points[i]);
    const part = whole ? null : clipSegment(points[i - 1], points[i], width, height, PAD);
    if (!whole && part === null) {
      pieces.push("");
      continue;
    }
    const [start, end] = part ?? [points[i - 1], points[i]];
    const [fromX, fromY, x, y] = [tenths(start[0]), tenths(start[1]), tenths(end[0]), tenths(end[1])];
    const joined = fromX === penX && fromY === penY;
    // 다 와서 제자리를 맴도는 걸음은 그릴 것이 없다.
    if (!joined) pieces.push(`M${text(fromX)},${text(fromY)}L${text(x)},${text(y)}`);
    else pieces.push(x === penX && y === penY ? "" : `L${text(x)},${text(y)}`);
    [penX, penY] = [x, y];
  }
  return pieces;
}

export const polyline = (points, width, height) => segments(points, width, height).join("");

// 길이가 0인 선분은 둥근 선 끝 때문에 점으로 보인다. 점 수백 개가 요소 하나다.
export function beads(points, width, height) {
  let [lastX, lastY] = [NaN, NaN];
  return points.map((p) => {
    const seen = inside(p, width, height);
    const [x, y] = seen ? [tenths(p[0]), tenths(p[1])] : [NaN, NaN];
    const again = x === lastX && y === lastY;
    [lastX, lastY] = [x, y];
    return seen && !again ? `M${text(x)},${text(y)}h0` : "";
  });
}
export const dots = (points, width, height) => beads(points, width, height).join("");

// 경로가 마지막으로 가장자리를 넘어 나가는 자리. 안에 머무르면 null.
export function exit(points, width, height) {
  for (let i = points.length - 1; i > 0; i -= 1) {
    if (inside(points[i], width, height)) return null;
    const part = clipSegment(points[i - 1], points[i], width, height);
    if (part !== null) return part[1];
  }
  return null;
}
