// 1변수 함수의 그래프: 곡선 하나와 그 위의 점, 접선.

import { scaleLinear } from "d3-scale";
import { setAttributes, svg } from "../dom.js";
import { drawAxes } from "./axes.js";
import { polyline } from "./path.js";
import { createPlot } from "./plot.js";

const SAMPLES = 240;

export function createGraph({ name, aspect = 0.72 }) {
  const plot = createPlot({ name, aspect });
  const curvePath = svg("path", { class: "of-curve" });
  plot.backdrop.append(curvePath);
  let curve = null;
  let x = scaleLinear();
  let y = scaleLinear();
  let drawn = null;

  const graph = {
    node: plot.node,
    plot,
    domain: () => curve.domain,
    // 곡선이 바뀌었거나 크기가 바뀌었으면 눈금과 곡선을 다시 그린다.
    draw(next) {
      const resized = plot.measure();
      if (next === drawn && !resized) return;
      drawn = curve = next;
      const [low, high] = curve.domain;
      const points = Array.from({ length: SAMPLES + 1 }, (_, i) => {
        const at = low + ((high - low) * i) / SAMPLES;
        return [at, curve.f(at)];
      });
      const values = points.map(([, value]) => value);
      const [bottom, top] = [Math.min(...values), Math.max(...values)];
      const room = 0.09 * (top - bottom);
      x = scaleLinear([low, high], [0, plot.width]);
      y = scaleLinear([bottom - room, top + room], [plot.height, 0]);
      drawAxes(plot, { x, y, xLabel: "x", yLabel: `f(x) = ${curve.formula}` });
      curvePath.setAttribute("d", polyline(points.map(graph.project), plot.width, plot.height));
    },
    x: (value) => x(value),
    project: ([at, value]) => [x(at), y(value)],
    invert: ([px, py]) => [x.invert(px), y.invert(py)],
    // 점 (at, value)를 지나고 기울기가 slope인 직선을 판의 끝에서 끝까지.
    line(node, [at, value], slope) {
      const ends = x.domain().map((end) => graph.project([end, value + slope * (end - at)]));
      node.setAttribute("d", polyline(ends, plot.width, plot.height));
    },
    // 곡선 위를 움직이는 점을 createPlace에 맡길 때의 꼴.
    track: () => ({
      plot,
      domain: () => [curve.domain],
      project: ([at]) => graph.project([at, curve.f(at)]),
      invert: ([px]) => [x.invert(px)],
    }),
    place(node, p) {
      const [cx, cy] = graph.project(p);
      setAttributes(node, { cx, cy });
    },
  };
  return graph;
}
