// 요소를 만드는 두 함수. 글자열 HTML과 style 속성을 쓰지 않으므로 엄격한 CSP에서도 돈다.

const SVG = "http://www.w3.org/2000/svg";

const fill = (node, attributes, children) => {
  setAttributes(node, attributes);
  node.append(...children);
  return node;
};

export const setAttributes = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (value === false || value == null) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
  return node;
};

export const html = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

// 노트북은 그림마다 이 파일을 따로 읽으므로, 번호는 문서가 하나로 센다.
const serial = (globalThis[Symbol.for("optimizer-figures")] ??= { last: 0 });
export const uniqueId = (prefix) => `of-${prefix}-${(serial.last += 1)}`;

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";
const SCRIPTS = /((?:[⁰¹²³⁴-⁹⁻]{2,}|(?<=10)[⁰¹²³⁴-⁹])|[₀-₉]+)/;

// 위아래 첨자 글자는 글꼴마다 들쭉날쭉해서 <sup>와 <sub>로, 그림판의 글에서는 작은 글씨로 바꾼다.
export function typeset(text, inPlot = false) {
  let shift = 0; // 그림판의 글에서 다음 글이 되돌아올 높이
  return text.split(SCRIPTS).map((run, i) => {
    const down = i % 2 === 1 && LOWERED.includes(run[0]);
    const plain = i % 2 === 0 ? run : [...run].map((letter) => "0123456789−"[(down ? LOWERED : RAISED).indexOf(letter)]).join("");
    if (!inPlot) return i % 2 === 0 ? run : html(down ? "sub" : "sup", { text: plain });
    const place = i % 2 === 0 ? 0 : down ? 3 : -5;
    const part = svg("tspan", { class: place !== 0 && "of-exponent", dy: place !== shift && place - shift, text: plain });
    if (plain !== "") shift = place;
    return part;
  });
}

const shown = new WeakMap();

// 바뀌었을 때만 글을 쓴다. 재생하는 동안 레이아웃을 건드리지 않으려는 것이다.
export const setText = (node, text) => {
  if (shown.get(node) === text) return;
  shown.set(node, text);
  node.replaceChildren(...typeset(text, node.namespaceURI === SVG));
};
