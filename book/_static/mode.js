// 화면의 밝기를 첫 그림 전에 정한다. 늦으면 어두운 화면이 한 번 번쩍인다.
(({ dataset }) => {
  dataset.mode = localStorage.getItem("mode") || "auto";
  const dark = dataset.mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : dataset.mode === "dark";
  dataset.theme = dark ? "dark" : "light";
})(document.documentElement);
