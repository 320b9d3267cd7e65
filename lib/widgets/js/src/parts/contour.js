// 등고선. 낮은 곳을 덮는 반투명한 판을 물처럼 겹겹이 쌓는다. 깊을수록 짙고,
// 색 하나로 밝은 화면과 어두운 화면을 다 그린다.

import { contours } from "d3-contour";
import { setAttributes, svg } from "../dom.js";

const CELLS = 100;
const ROUGH = 40; // 높이만 고를 때 한 변의 격자점 수
const BANDS = 16;

// 격자점(칸의 가운데)의 함숫값. 등고선이 틀을 따라 닫히는 변이 보이지 않게 한 칸씩 넓게 잰다.
export function sample(f, domain, columns = CELLS, rows = CELLS) {
  const [[x0, x1], [y0, y1]] = domain.map(([low, high]) => {
    const cell = (high - low) / CELLS;
    return [low - cell, high + cell];
  });
  const values = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j += 1) {
    const y = y0 + ((y1 - y0) * (j + 0.5)) / rows;
    for (let i = 0; i < columns; i += 1) {
      values[j * columns + i] = f([x0 + ((x1 - x0) * (i + 0.5)) / columns, y]);
    }
  }
  return { values, columns, rows, domain: [[x0, x1], [y0, y1]] };
}

export const roughSample = (f, domain) => sample(f, domain, ROUGH, ROUGH);

// 선의 높이는 함숫값이 아니라 넓이로 고른다. 높이가 level보다 낮은 곳의 넓이가 (k/n)²에
// 비례하게 하면, 그릇에서는 간격이 고른 원이 되고 로젠브록이나 빌처럼 값이 몇 자릿수에 걸친
// 지형에서는 저절로 로그에 가까운 간격이 된다.
export function levels(values, bands = BANDS) {
  const sorted = Float64Array.from(values).sort();
  const chosen = [];
  for (let k = 1; k <= bands; k += 1) {
    const at = Math.floor((k / (bands + 0.5)) ** 1.8 * (sorted.length - 1));
    if (sorted[at] > (chosen.at(-1) ?? sorted[0])) chosen.push(sorted[at]);
  }
  return chosen;
}

const hundredths = (value) => Math.round(100 * value) / 100; // toFixed보다 몇 배 빠르다

const outline = (geometry) =>
  geometry.coordinates
    .flat()
    .map((ring) => `M${ring.map(([x, y]) => `${hundredths(x)},${hundredths(y)}`).join("L")}Z`)
    .join("");

const ellipse = (a, b) => `M${-a},0A${a},${b},0,0,0,${a},0A${a},${b},0,0,0,${-a},0Z`;

// 골짜기 바닥은 이차함수를 닮았다. 제곱근을 씌우면 격자 사이가 직선에 가까워 선이 매끄럽다.
function heights({ values }) {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  return values.map((value) => Math.sqrt(value - low));
}

// 제 좌표로 한 번 그린 뒤 변환만 바꾸므로, 창의 크기가 바뀌어도 등고선을 다시 찾지 않는다.
export function createContours(parent) {
  const group = svg("g", { class: "of-contours" });
  parent.append(group);
  let corner = null; // 그린 좌표의 원점과 한 칸이 지형의 어디인가
  let unit = null;
  const band = (d) => svg("path", { class: "of-band", d });
  return {
    draw(field) {
      const [[x0, x1], [y0, y1]] = field.domain;
      corner = [x0, y0];
      unit = [(x1 - x0) / field.columns, (y1 - y0) / field.rows];
      const height = heights(field);
      const depths = levels(height).map((level) => -level).reverse();
      // 부호를 뒤집으면 d3-contour가 찾는 "더 높은 곳"이 더 낮은 곳이 된다.
      const bands = contours().size([field.columns, field.rows]).thresholds(depths)(height.map((h) => -h));
      group.replaceChildren(...bands.map((own) => band(outline(own))));
    },
    // 이차함수의 등고선은 타원이다. 격자에서 찾지 않으므로 κ를 끄는 동안에도 가볍다.
    drawEllipses({ curvatures, rotation }, center, field) {
      [corner, unit] = [center, [1, 1]];
      const [a, b] = curvatures.map((curvature) => Math.sqrt(2 / curvature));
      const transform = `rotate(${(rotation * 180) / Math.PI})`;
      const rings = levels(heights(field)).reverse();
      if (group.children.length !== rings.length) group.replaceChildren(...rings.map(() => band("")));
      rings.forEach((level, i) => setAttributes(group.children[i], { d: ellipse(a * level, b * level), transform }));
    },
    place(x, y) {
      const [px, py] = [x(corner[0]), y(corner[1])];
      const [sx, sy] = [x(corner[0] + unit[0]) - px, y(corner[1] + unit[1]) - py];
      group.setAttribute("transform", `translate(${px},${py}) scale(${sx},${sy})`);
    },
  };
}

// 한 점을 지나는 등고선 하나.
export function levelCurve(field, level) {
  return outline(contours().size([field.columns, field.rows]).contour(field.values, level));
}
