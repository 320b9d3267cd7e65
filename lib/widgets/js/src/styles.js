// 방법마다의 색과 선. color와 dash는 lib/plotting.py의 STYLES와 같다(시험이 견준다).
// dark는 같은 색을 어두운 바탕에서도 보이게 밝힌 것이다.

export const STYLES = {
  GD: { color: "#0072b2", dark: "#4da9e0", dash: [] },
  SGD: { color: "#0072b2", dark: "#4da9e0", dash: [1, 1] },
  Momentum: { color: "#d55e00", dark: "#f58f45", dash: [6, 2] },
  NAG: { color: "#004a2a", dark: "#87efb8", dash: [8, 2, 2, 2] },
  AdaGrad: { color: "#a64f7a", dark: "#ffd4fc", dash: [2, 2] },
  RMSProp: { color: "#a6825e", dark: "#d9f200", dash: [5, 2, 1, 2] },
  Adam: { color: "#3d239d", dark: "#8b85ff", dash: [] },
  AdamW: { color: "#753110", dark: "#dba086", dash: [10, 3] },
  Nadam: { color: "#627cf2", dark: "#9c85ba", dash: [4, 2] },
  AdaBelief: { color: "#657d33", dark: "#b9dc62", dash: [3, 1, 1, 1] },
  Lion: { color: "#e1353a", dark: "#eb6d66", dash: [9, 2, 1, 2] },
  Amos: { color: "#2d919d", dark: "#59d1d3", dash: [1, 2] },
  Muon: { color: "#525252", dark: "#a4adaa", dash: [7, 3] },
};
export const OTHER = { color: "#444444", dark: "#c4c4c4", dash: [3, 3] }; // 독자가 만든 규칙

// 같은 방법이 한 그림에 여러 번 나오면 색은 그대로 두고 선 모양으로 가른다.
export const VARIANT_DASHES = [[2, 2], [9, 3], [1, 3]];

export function styleOf({ rule, variant }) {
  const style = STYLES[rule] ?? OTHER;
  return variant === 0 ? style : { ...style, dash: VARIANT_DASHES[(variant - 1) % VARIANT_DASHES.length] };
}

const WIDTH = 2;
const DASH_UNIT = 1.6; // STYLES의 dash 하나는 이만큼의 픽셀

// 색은 CSS 변수로 넘겨서, 화면의 밝기가 바뀌면 다시 그리지 않아도 따라 바뀌게 한다.
export function paint(node, { color, dark, dash }) {
  node.classList.add("of-method");
  node.style.setProperty("--of-light", color);
  node.style.setProperty("--of-dark", dark);
  node.setAttribute("stroke-dasharray", dash.map((length) => (length * DASH_UNIT).toFixed(1)).join(" "));
  node.setAttribute("stroke-width", WIDTH);
  return node;
}
