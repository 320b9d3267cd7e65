// 읽을거리: 이름과 수의 짝.

import { html, setText, typeset } from "../dom.js";

export function createReadout(entries) {
  const values = Object.fromEntries(entries.map(([key]) => [key, html("dd")]));
  return {
    node: html(
      "dl",
      { class: "of-readout" },
      ...entries.map(([key, title]) => html("div", {}, html("dt", {}, ...typeset(title)), values[key])),
    ),
    set(texts) {
      for (const [key, text] of Object.entries(texts)) setText(values[key], text);
    },
  };
}
