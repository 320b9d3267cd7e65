// 그림판: 겹쳐 놓은 SVG 둘과 끌개를 올릴 층 하나.
// 뒤판(등고선, 축)은 드물게, 앞판(경로, 점)은 프레임마다 그린다.

import { html, setAttributes, svg, uniqueId } from "../dom.js";

export const RESIZED = "of-resized"; // 자리의 크기가 바뀌었음을 그림에 알리는 사건

// 상태 밖의 것이 바뀌었으니 다음 프레임에 다시 그리라고 그림에 알린다.
export const redraw = (node) => node.dispatchEvent(new CustomEvent(RESIZED, { bubbles: true }));

const SLACK = 5; // 이만큼은 움직여야 누른 것이 아니라 끈 것이다
const MARGIN = { top: 26, right: 10, bottom: 34, left: 42 };

export function createPlot({ name, aspect, margin = MARGIN }) {
  const clip = uniqueId("clip");
  const clipBox = svg("rect");
  const backdrop = svg("g", { "clip-path": `url(#${clip})` });
  const axes = svg("g", { class: "of-axes" });
  const marks = svg("g", { "clip-path": `url(#${clip})` });
  const labels = svg("g", { class: "of-labels" });
  const back = svg(
    "svg",
    { class: "of-layer of-back", "aria-hidden": "true" },
    svg("defs", {}, svg("clipPath", { id: clip }, clipBox)),
    backdrop,
    axes,
  );
  const front = svg("svg", { class: "of-layer of-front", role: "img", "aria-label": name }, marks, labels);
  const node = html("div", { class: "of-plot" }, back, front);

  const veils = new Map();
  const hang = () => {
    const id = uniqueId("veil");
    const box = svg("rect");
    back.querySelector("defs").append(svg("clipPath", { id }, box));
    return { id, box };
  };

  // 크기는 바뀌었을 때만 다시 잰다. 프레임마다 재면 브라우저가 그때마다 배치를 새로 해야 한다.
  let stale = true;
  let shape = null;
  new ResizeObserver(() => {
    if (node.clientWidth === plot.outer[0] && node.clientHeight === plot.outer[1]) return;
    stale = true;
    redraw(node);
  }).observe(node);

  const plot = {
    node, back, front, backdrop, axes, marks, labels, margin,
    outer: [0, 0],
    width: 0,
    height: 0,
    // 그릴 자리의 가로, 세로 픽셀. 크기가 바뀌면 true를 돌려준다.
    measure() {
      if (!stale) return false;
      const outer = [node.clientWidth, node.clientHeight];
      // 잠깐 감춰진 동안(노트북이 테마를 바꿀 때 등)에는 앞서 그린 크기를 지킨다.
      if (outer[0] === 0 && plot.outer[0] > 0) return false;
      stale = false;
      plot.outer = outer;
      const width = Math.max(plot.outer[0] - margin.left - margin.right, 1);
      const height = Math.max(plot.outer[1] - margin.top - margin.bottom, 1);
      if (width === plot.width && height === plot.height) return false;
      Object.assign(plot, { width, height });
      // 종이에 찍을 때처럼 다시 그릴 틈 없이 너비가 바뀌면 그려 둔 것이 그대로 줄고 는다.
      if (plot.outer[0] > 0) {
        [back, front].forEach((layer) => layer.setAttribute("viewBox", `0 0 ${plot.outer.join(" ")}`));
      }
      const shift = `translate(${margin.left},${margin.top})`;
      [backdrop, axes, marks, labels].forEach((group) => group.setAttribute("transform", shift));
      for (const [key, value] of Object.entries({ x: 0, y: 0, width, height })) {
        clipBox.setAttribute(key, value);
      }
      return true;
    },
    // 무리의 오른쪽을 가린다: px까지만 보인다. null이면 다 보인다.
    reveal(group, px) {
      if (!veils.has(group)) veils.set(group, hang());
      const { id, box } = veils.get(group);
      setAttributes(group, { "clip-path": px !== null && `url(#${id})` });
      setAttributes(box, { x: 0, y: 0, width: px ?? 0, height: plot.height });
    },
    setAspect(ratio) {
      if (ratio === shape) return;
      shape = ratio;
      node.style.aspectRatio = String(1 / ratio);
      stale = true;
    },
    // 판을 누르거나 옆으로 끌어 자리를 고른다. 손가락을 위아래로 움직이면 화면이 넘어간다.
    onScrub(listener) {
      let grip = null;
      front.classList.add("of-scrub");
      front.addEventListener("click", (event) => listener(plot.locate(event)));
      front.addEventListener("pointerdown", (event) => {
        grip = event.button === 0 ? event.clientX : null;
      });
      front.addEventListener("pointermove", (event) => {
        if (grip === null || (!front.hasPointerCapture(event.pointerId) && Math.abs(event.clientX - grip) < SLACK)) return;
        front.setPointerCapture(event.pointerId);
        listener(plot.locate(event));
      });
      for (const end of ["pointerup", "pointercancel"]) {
        front.addEventListener(end, () => {
          grip = null;
        });
      }
    },
    // 화면의 좌표를 그릴 자리의 좌표로.
    locate(event) {
      const box = node.getBoundingClientRect();
      return [event.clientX - box.left - margin.left, event.clientY - box.top - margin.top];
    },
  };
  plot.setAspect(aspect);
  return plot;
}
