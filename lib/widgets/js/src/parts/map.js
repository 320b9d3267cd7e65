// 지형도: 등고선, 최솟값, 축. 가로와 세로의 축척이 같아서 기울기가 등고선과 정말로 직각을 이룬다.

import { scaleLinear } from "d3-scale";
import { svg } from "../dom.js";
import { landscape } from "../landscapes.js";
import { drawAxes } from "./axes.js";
import { createContours, levelCurve, roughSample, sample } from "./contour.js";
import { createPlot } from "./plot.js";

const MARGIN = { top: 26, right: 8, bottom: 34, left: 34 };
const RATIOS = [0.62, 1];
const GRID_RATIOS = [0.4, 1.2]; // 격자로 받은 지형은 바깥의 값을 모르므로 되도록 제 모양대로 둔다

// 범위를 가운데에서 넓혀 세로/가로의 비를 정한 범위 안으로 맞춘다.
function frame([[x0, x1], [y0, y1]], [flattest, tallest]) {
  const [width, height] = [x1 - x0, y1 - y0];
  const ratio = Math.min(Math.max(height / width, flattest), tallest);
  const [w, h] = height / width < ratio ? [width, width * ratio] : [height / ratio, height];
  const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return { domain: [[cx - w / 2, cx + w / 2], [cy - h / 2, cy + h / 2]], ratio };
}

// 파이썬이 격자로 보내 온 지형(독자가 만든 것). 값은 격자점에서만 안다.
const gridLandscape = (spec) => ({
  ...spec,
  floor: Math.min(...spec.grid.values, ...spec.floors),
  field: {
    values: Float64Array.from(spec.grid.values),
    columns: spec.grid.columns,
    rows: spec.grid.rows,
    domain: spec.grid.domain,
  },
});

function knownLandscape({ name, params }) {
  const known = landscape(name, params);
  return { ...known, floor: known.minima.length > 0 ? Math.min(...known.minima.map(known.f)) : null };
}

export function createMap({ name, xLabel = "x", yLabel = "y" }) {
  const plot = createPlot({ name, aspect: 0.8, margin: MARGIN });
  const contours = createContours(plot.backdrop);
  const level = svg("path", { class: "of-level" });
  const minima = svg("g");
  plot.backdrop.append(level, minima);
  let current = null;
  let view = null;
  let field = null; // 격자의 값. 이차함수에서는 쓸 때에야 잰다
  let version = 0; // 지형이나 눈금이 바뀔 때마다 커진다
  let x = scaleLinear();
  let y = scaleLinear();
  let origin = [0, 0]; // 눈금을 곱셈과 덧셈으로 편 것. 점 수천 개를 옮길 때 빠르다
  let slope = [1, 1];

  return {
    node: plot.node,
    plot,
    landscape: () => current,
    objective: () => current,
    domain: () => view.domain,
    version: () => version,
    // spec: 이름과 매개변수, 파이썬이 보낸 격자, 또는 그림이 스스로 만든 지형({f, domain, minima}).
    setLandscape(spec) {
      current = spec.grid ? gridLandscape(spec) : spec.f ? spec : knownLandscape(spec);
      view = frame(current.domain, spec.grid ? GRID_RATIOS : RATIOS);
      plot.setAspect(view.ratio);
      version += 1;
      field = current.field ?? null;
      if (current.quadratic) {
        contours.drawEllipses(current.quadratic, current.minima[0], roughSample(current.f, view.domain));
      } else {
        field ??= sample(current.f, view.domain);
        contours.draw(field);
      }
    },
    // 자리의 크기를 다시 재고 눈금을 맞춘다. 바뀌었으면 true.
    layout() {
      const resized = plot.measure();
      if (resized) version += 1;
      x = scaleLinear(view.domain[0], [0, plot.width]);
      y = scaleLinear(view.domain[1], [plot.height, 0]);
      origin = [x(0), y(0)];
      slope = [x(1) - origin[0], y(1) - origin[1]];
      return resized;
    },
    drawBack() {
      contours.place(x, y);
      minima.replaceChildren(
        ...current.minima.map((p) => {
          const [px, py] = [x(p[0]), y(p[1])];
          return svg("path", { class: "of-minimum", d: `M${px - 5},${py}h10M${px},${py - 5}v10` });
        }),
      );
      drawAxes(plot, { x, y, xLabel, yLabel });
    },
    // 한 점을 지나는 등고선을 굵게.
    drawLevel(value) {
      field ??= sample(current.f, view.domain);
      const [[x0, x1], [y0, y1]] = field.domain;
      const sx = (x(x1) - x(x0)) / field.columns;
      const sy = (y(y1) - y(y0)) / field.rows;
      level.setAttribute("d", levelCurve(field, value));
      level.setAttribute("transform", `translate(${x(x0)},${y(y0)}) scale(${sx},${sy})`);
    },
    project: (p) => [origin[0] + slope[0] * p[0], origin[1] + slope[1] * p[1]],
    invert: ([px, py]) => [x.invert(px), y.invert(py)],
    // 빈 자리를 눌러 점을 고른다. 손가락으로 화면을 넘기는 동작은 click이 되지 않는다.
    onPick(listener) {
      plot.front.addEventListener("click", (event) => {
        const [px, py] = plot.locate(event);
        if (px < 0 || py < 0 || px > plot.width || py > plot.height) return;
        listener([x.invert(px), y.invert(py)]);
      });
    },
  };
}
