// 화면의 밝기를 첫 그림 전에 정한다. 늦으면 어두운 화면이 한 번 번쩍인다.
(({ dataset }) => {
  dataset.mode = localStorage.getItem("mode") || "auto";
  const dark = dataset.mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : dataset.mode === "dark";
  dataset.theme = dark ? "dark" : "light";
})(document.documentElement);

// 수식이 있는 쪽에서는 수식의 글꼴을 미리 받는다. 늦게 오면 글줄이 밀린다. 디스크에서 연 쪽은 미리 받을 수 없다.
if (location.protocol.startsWith("http")) {
  const { dataset, src } = document.currentScript;
  for (const name of dataset.fonts?.split(" ") ?? []) {
    const link = document.createElement("link");
    const href = new URL(`katex/fonts/KaTeX_${name}.woff2`, src).href;
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href });
    document.head.append(link);
  }
}
