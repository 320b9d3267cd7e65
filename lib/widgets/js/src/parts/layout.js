// 그림의 자리: 넓으면 두 단, 좁으면 한 단. 단 안의 손잡이와 단추는 무리를 지어 놓는다.

import { html } from "../dom.js";

export const grid = (main, side) =>
  html("div", { class: "of-grid" }, html("div", { class: "of-main" }, ...main), html("div", { class: "of-side" }, ...side));

// 미는 손잡이들. parts: createSlider가 만든 것들.
export const stack = (...parts) => html("div", { class: "of-sliders" }, ...parts.map(({ node }) => node));

// 한 줄에 늘어놓는 단추와 스위치.
export const row = (...parts) => html("div", { class: "of-choices" }, ...parts.map(({ node }) => node));
