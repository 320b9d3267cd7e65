// 페이지에 하나뿐인 책의 스크립트. 없어도 글은 모두 읽힌다.

const { dataset } = document.documentElement;
const root = new URL(dataset.content_root, location.href).href;

// 움직이는 그림과 찾기의 스크립트, 아직 쓰지 않는 글꼴은 글이 한 번 그려진 뒤에 받는다. 느린 망에서도 글이 먼저 보인다
new PerformanceObserver((paints, observer) => {
  observer.disconnect();
  for (const src of document.querySelector("meta[name=book-later]")?.content.split(" ") ?? []) {
    const script = document.createElement("script");
    // 적힌 차례대로 돌린다
    Object.assign(script, { src, async: false });
    document.head.append(script);
  }
  if (dataset.font === "device") {
    const kept = fetch(`${root}_static/fonts/Pretendard.woff2`, { priority: "low" });
    kept.then(({ ok }) => ok && localStorage.setItem("font", "web")).catch(() => {});
  }
}).observe({ type: "paint", buffered: true });

// 화면 밝기: 기기 설정 → 밝게 → 어둡게
const deviceIsDark = matchMedia("(prefers-color-scheme: dark)");

function setMode(mode) {
  dataset.mode = mode;
  dataset.theme = mode === "auto" ? (deviceIsDark.matches ? "dark" : "light") : mode;
}

for (const button of document.querySelectorAll(".theme-switch-button")) {
  button.addEventListener("click", () => {
    const order = deviceIsDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const next = order[(order.indexOf(dataset.mode) + 1) % order.length];
    localStorage.setItem("mode", next);
    setMode(next);
    const name = { auto: "기기 설정에 맞춤", light: "밝게", dark: "어둡게" }[next];
    button.title = `화면 밝기: ${name}`;
    button.setAttribute("aria-label", button.title);
  });
}
deviceIsDark.addEventListener("change", () => setMode(dataset.mode));

// 차례: 넓은 화면에서는 접고, 좁은 화면에서는 대화상자로 연다
function moveInto(from, to) {
  to.append(...from.childNodes);
  to.classList.add(...from.classList);
  from.className = "";
}

for (const [name, alwaysDialog] of [["primary", false], ["secondary", true]]) {
  const button = document.querySelector(`.${name}-toggle`);
  const sidebar = document.getElementById(`pst-${name}-sidebar`);
  const dialog = document.getElementById(`pst-${name}-sidebar-modal`);
  if (!button || !sidebar || !dialog) continue;
  button.addEventListener("click", () => {
    if (!alwaysDialog && matchMedia("(min-width: 992px)").matches) {
      sidebar.classList.toggle("pst-sidebar-hidden");
      return;
    }
    moveInto(sidebar, dialog);
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    moveInto(dialog, sidebar);
    button.focus();
  });
}

// Ctrl+K(⌘K): 찾기 칸으로
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  const field = [...document.querySelectorAll("form.bd-search input")].find((input) => input.checkVisibility());
  if (field) field.select();
  else location.href = document.querySelector("form.bd-search").action;
});

// 이 쪽의 차례에서 지금 읽는 절을 짚는다. 절은 포개지므로 화면에 걸친 것 가운데 나중에 시작한 것이 지금이다
const linkOf = new Map();
for (const link of document.querySelectorAll("#pst-page-toc-nav a")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) linkOf.set(section, link);
}
const onScreen = new Set();
const reading = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) onScreen[isIntersecting ? "add" : "delete"](target);
    const current = [...linkOf.keys()].filter((section) => onScreen.has(section)).at(-1);
    for (const [section, link] of linkOf) {
      link.classList.toggle("active", section === current);
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  },
  { rootMargin: "-80px 0px -70% 0px" },
);
for (const section of linkOf.keys()) reading.observe(section);

// 읽은 자리를 이 기기에만 적어 둔다: 차례에 표시하고, 첫 쪽에서 이어 읽게 한다
const PLACE = "book-place";
const DONE = "book-done";
const chapters = [...document.querySelectorAll(".bd-sidenav a.reference")];
const done = new Set(JSON.parse(localStorage.getItem(DONE) ?? "[]"));
const here = location.href.replace(/[?#].*/, "");
const onHome = chapters[0]?.classList.contains("current") || chapters[0]?.getAttribute("href") === "#";

function markDone() {
  for (const link of chapters) {
    const isDone = done.has(link.href.replace(/[?#].*/, "").slice(root.length));
    link.classList.toggle("book-done", isDone);
    if (isDone) link.setAttribute("aria-description", "다 읽음");
  }
}
markDone();

const ending = document.querySelector(".prev-next-footer");
if (ending && !onHome) {
  const title = document.querySelector("h1").cloneNode(true);
  title.querySelector(".headerlink")?.remove();
  addEventListener("pagehide", () => {
    const place = { page: here.slice(root.length), title: title.textContent, hash: readingHash() };
    localStorage.setItem(PLACE, JSON.stringify(place));
  });
  new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    done.add(here.slice(root.length));
    localStorage.setItem(DONE, JSON.stringify([...done]));
    markDone();
  }).observe(ending);
}

function readingHash() {
  return document.querySelector("#pst-page-toc-nav a.active")?.hash ?? "";
}

const place = JSON.parse(localStorage.getItem(PLACE) ?? "null");
if (onHome && place) {
  // 글을 밀지 않도록 화면 아래에 띄운다
  const bar = document.createElement("aside");
  bar.className = "book-resume";
  bar.setAttribute("aria-label", "이어서 읽기");
  const link = document.createElement("a");
  link.href = root + place.page + place.hash;
  link.textContent = `이어서 읽기: ${place.title}`;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "닫기";
  close.addEventListener("click", () => {
    localStorage.removeItem(PLACE);
    bar.remove();
  });
  bar.append(link, close);
  document.body.append(bar);
}

// 오프라인: 읽은 쪽은 저절로 간직되고, 단추를 누르면 책을 통째로 간직한다
async function offerOffline(box) {
  await navigator.serviceWorker.register(`${root}sw.js`);
  const { active } = await navigator.serviceWorker.ready;
  const [button, status] = box.children;
  const tell = (message, heard) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => heard(data);
    active.postMessage(message, [port2]);
  };
  const saved = "오프라인에서도 읽을 수 있습니다.";
  tell("물음", ({ total, whole }) => {
    button.textContent = `책을 통째로 저장 (${(total / 2 ** 20).toFixed(0)} MB)`;
    button.hidden = whole;
    status.textContent = whole ? saved : "";
    box.hidden = false;
  });
  button.addEventListener("click", () => {
    button.disabled = true;
    tell("저장", ({ part, whole, error }) => {
      if (part) status.textContent = `저장하는 중: ${Math.round(100 * part)}%`;
      if (whole) status.textContent = saved;
      if (error) status.textContent = "저장하지 못했습니다. 인터넷을 확인하고 다시 눌러 보십시오.";
      button.disabled = !error;
      button.hidden = Boolean(whole);
    });
  });
}

const offline = document.querySelector(".book-offline");
if (offline && "serviceWorker" in navigator && location.protocol.startsWith("http")) {
  addEventListener("load", () => offerOffline(offline).catch(() => (offline.hidden = true)));
}

// 코드를 클립보드로 옮기는 단추
for (const block of document.querySelectorAll("div.highlight")) {
  const code = block.querySelector("pre");
  if (!code || block.closest(".cell_output") || !navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-code";
  button.textContent = "복사";
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      button.textContent = "복사했습니다";
    } catch {
      button.textContent = "복사하지 못했습니다";
    }
    setTimeout(() => (button.textContent = "복사"), 2000);
  });
  block.append(button);
}

// 옆으로 넘치는 수식과 표와 코드만 탭 키로 들어가 화살표로 밀 수 있게 한다
const boxes = [
  ...[...document.querySelectorAll(".math-scroll")].map((box) => [box, "긴 수식"]),
  ...[...document.querySelectorAll(".pst-scrollable-table-container")].map((box) => [box, "표"]),
  ...[...document.querySelectorAll(".bd-article pre")].map((box) => [box, "코드와 출력"]),
];
const label = new Map(boxes);
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth + 1) {
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", `${label.get(target)}: 옆으로 밀어 볼 수 있습니다`);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  }
});
for (const [box] of boxes) watcher.observe(box);

// 인쇄할 때는 접힌 풀이를 펼친다
const opened = new Set();
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".bd-article details:not([open])")) {
    details.open = true;
    opened.add(details);
  }
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  opened.clear();
});
