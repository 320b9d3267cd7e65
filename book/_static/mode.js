// 화면의 밝기를 첫 그림 전에 정한다. 늦으면 어두운 화면이 한 번 번쩍인다.
(({ dataset }) => {
  dataset.mode = localStorage.getItem("mode") || "auto";
  const dark = dataset.mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : dataset.mode === "dark";
  dataset.theme = dark ? "dark" : "light";
})(document.documentElement);

// 글꼴을 미리 받는다. 수식의 글꼴은 늦으면 글줄이 밀리므로 먼저, 본문의 글꼴은 없어도 읽히므로 나중에 온다.
// 폰에서 처음 연 쪽은 기기의 한글 글꼴로 읽고, 책의 글꼴은 글이 그려진 뒤에 받아 다음 쪽부터 쓴다(book.js).
// 디스크에서 연 쪽은 기다릴 망도 없고 미리 받을 수도 없다.
if (location.protocol.startsWith("http")) {
  const known = localStorage.getItem("font") || matchMedia("(min-width: 992px)").matches;
  document.documentElement.dataset.font = known ? "web" : "device";
  const { dataset, src } = document.currentScript;
  const preload = (file, fetchPriority) => {
    const link = document.createElement("link");
    const href = new URL(file, src).href;
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", fetchPriority, href });
    document.head.append(link);
  };
  for (const name of dataset.fonts?.split(" ") ?? []) preload(`katex/fonts/KaTeX_${name}.woff2`, "auto");
  if (known) preload("fonts/Pretendard.woff2", "low");
}
