// 찾기. book/_ext/book_search.py가 적은 색인(window.bookIndex)에서 장을 찾아 알맞은 차례로 보인다.

const { pages, sections, terms, tails, names, homes } = window.bookIndex;
const vocabulary = Object.keys(terms);
const isTail = new Set(tails);
const LONGEST_NAME = Math.max(...Object.keys(names).map((name) => name.split(" ").length));

// ── 물음에서 낱말로 ────────────────────────────────────────────────

const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

/** 뒤에서부터 조사와 어미를 떼어 본다: "기울기가" → "기울기가", "기울기". */
function withoutTails(word) {
  const forms = [word];
  for (let cut = word.length - 1; cut > 1; cut--) {
    if (isTail.has(word.slice(cut))) forms.push(word.slice(0, cut));
  }
  return forms;
}

/** 색인에 있는 낱말만으로 이어 붙은 말을 나눈다: "학습률스케줄" → ["학습률", "스케줄"]. */
function split(word) {
  for (let cut = word.length; cut > 1; cut--) {
    const head = word.slice(0, cut);
    if (!has(terms, head)) continue;
    const rest = word.slice(cut);
    if (!rest || isTail.has(rest)) return [head];
    const others = split(rest);
    if (others) return [head, ...others];
  }
  return null;
}

/** 물음의 한 낱말을 색인의 낱말들로: [[낱말, 무게], …]의 묶음들. 묶음 안에서는 하나만 맞으면 된다. */
function groupsOf(word) {
  const known = withoutTails(word).filter((form) => has(terms, form));
  if (known.length) {
    const stem = known.at(-1);
    const longer = vocabulary.filter((term) => !known.includes(term) && term.startsWith(stem));
    return [[...known.map((form) => [form, 1]), ...longer.map((term) => [term, 0.25])]];
  }
  const parts = split(word);
  if (parts) return parts.map((part) => [[part, 1]]);
  const begun = vocabulary.filter((term) => term.startsWith(word));
  return [begun.map((term) => [term, word.length / term.length])];
}

/** 물음을 낱말로 나누고, 다른 이름은 책이 쓰는 말로 바꾼다. */
function groupsIn(query) {
  const words = query.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}₂²]+(?:[.'-][\p{L}\p{N}]+)*/gu) ?? [];
  // 로마자에 붙은 조사를 뗀다: "adam은" → "adam"
  const bare = words.map((word) => word.replace(/^([a-z0-9-]{2,})[가-힣]{1,4}$/, "$1"));
  const groups = [];
  const phrase = [];
  for (let i = 0; i < bare.length; ) {
    const [count, name] = otherName(bare, i);
    if (name) groups.push(...name.split(" ").flatMap(groupsOf));
    else groups.push(...groupsOf(bare[i]));
    phrase.push(name ?? words[i]);
    i += count;
  }
  return { groups, phrase: phrase.join(" ") };
}

function otherName(words, at) {
  for (let count = Math.min(LONGEST_NAME, words.length - at); count > 0; count--) {
    for (const form of withoutTails(words.slice(at, at + count).join(" "))) {
      if (has(names, form)) return [count, names[form]];
    }
  }
  return [1, null];
}

// ── 낱말에서 쪽으로 ────────────────────────────────────────────────

const pageLength = pages.map(() => 0);
for (const [page, , , text] of sections) pageLength[page] += text.length;
const allText = pageLength.reduce((a, b) => a + b, 0);
const meanLength = allText / pages.length;
const meanSection = allText / sections.length;

/** 낱말 하나가 쪽마다, 절마다 얼마나 무거운가. BM25에 제목의 몫을 더한다. */
function weigh([term, weight]) {
  const entries = terms[term];
  const inPage = pages.map(() => ({ body: 0, heading: 0, title: 0 }));
  const inSection = new Map();
  for (let i = 0; i < entries.length; i += 3) {
    const [section, body, heading] = entries.slice(i, i + 3);
    const [page, anchor] = sections[section];
    inPage[page].body += body;
    inPage[page][anchor ? "heading" : "title"] += heading;
    const length = sections[section][3].length / meanSection;
    inSection.set(section, weight * (body / (body + 0.5 + length) + 2 * Math.min(heading, 1)));
  }
  const found = entries.length / 3;
  const rarity = Math.log(1 + (sections.length - found + 0.5) / (found + 0.5));
  const inPages = inPage.map(({ body, heading, title }, page) => {
    const often = (body * 2.2) / (body + 1.2 * (0.25 + (0.75 * pageLength[page]) / meanLength));
    return weight * (rarity * often + 2 * Math.log1p(heading) + 8 * Math.min(title, 1));
  });
  return { inPages, inSection };
}

function search(query) {
  const { groups, phrase } = groupsIn(query);
  if (!groups.length) return [];
  const score = pages.map(() => 0);
  const covered = pages.map(() => 0);
  const inSections = sections.map(() => 0);
  for (const group of groups) {
    const best = pages.map(() => 0);
    const bestInSection = new Map();
    for (const entry of group) {
      const { inPages, inSection } = weigh(entry);
      inPages.forEach((value, page) => (best[page] = Math.max(best[page], value)));
      for (const [section, value] of inSection) {
        bestInSection.set(section, Math.max(value, bestInSection.get(section) ?? 0));
      }
    }
    best.forEach((value, page) => {
      score[page] += value;
      covered[page] += value > 0;
    });
    for (const [section, value] of bestInSection) inSections[section] += value;
  }
  // 물은 말이 띄어쓰기까지 그대로 있는 절을 앞세운다. 제목이 그 말에 대한 것인 만큼 쪽도 앞세운다
  const phrases = withoutTails(phrase);
  const about = pages.map(() => 0);
  sections.forEach(([page, anchor, title, text], i) => {
    const named = phrases.filter((each) => title.toLowerCase().includes(each));
    if (named.length) {
      inSections[i] += 2;
      about[page] += anchor ? Math.max(...named.map((each) => each.length)) / title.length : 1;
    } else if (phrases.some((each) => text.toLowerCase().includes(each))) inSections[i] += 0.3;
  });
  // 용어면 그것을 설명하는 절을 앞세운다
  const home = phrases.map((each) => homes[each]).find((section) => section !== undefined);
  if (home !== undefined) {
    inSections[home] += 3;
    score[sections[home][0]] += 5;
  }
  const marks = groups.flatMap((group) => group.map(([term]) => term));
  return pages
    .map((page, i) => ({ page: i, score: (score[i] + 20 * Math.min(about[i], 1)) * (covered[i] / groups.length) ** 2 }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ page }) => ({ page, sections: bestSections(page, inSections), marks }));
}

function bestSections(page, inSections) {
  return sections
    .map((section, i) => ({ section, score: inSections[i] }))
    .filter(({ section, score }) => section[0] === page && score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ section }) => section);
}

// ── 화면에 ──────────────────────────────────────────────────────

const box = document.querySelector(".book-search");
const field = box.querySelector("input[type=search]");
const count = box.querySelector(".book-search__count");
const list = box.querySelector(".book-search__results");
const base = document.documentElement.dataset.content_root ?? "./";

function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** 낱말이 처음 나오는 곳 둘레의 글. 낱말에는 표시를 한다. */
function excerpt(text, marks) {
  const lower = text.toLowerCase();
  const places = marks.map((mark) => lower.indexOf(mark)).filter((place) => place >= 0);
  const first = places.length ? Math.min(...places) : 0;
  const start = first < 40 ? 0 : text.lastIndexOf(" ", first - 30) + 1;
  const piece = text.slice(start, start + 140);
  const escaped = marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  escaped.sort((a, b) => b.length - a.length);
  const parts = piece.split(new RegExp(`(${escaped.join("|")})`, "gi"));
  const shown = parts.map((part, i) => (i % 2 ? element("mark", "", part) : part));
  return [start ? "… " : "", ...shown, start + 140 < text.length ? " …" : ""];
}

function link(url, ...children) {
  const node = element("a", "", ...children);
  node.href = base + url;
  return node;
}

function show() {
  const query = field.value.trim();
  const found = search(query);
  list.replaceChildren(
    ...found.map(({ page, sections: best, marks }) => {
      const [url, title, number] = pages[page];
      const hits = best.map(([, anchor, heading, text]) =>
        element(
          "div",
          "book-search__hit",
          ...(anchor ? [link(`${url}#${anchor}`, heading)] : []),
          element("p", "", ...excerpt(text, marks)),
        ),
      );
      return element("li", "", element("h2", "", link(url, number ? `${number}장 ${title}` : title)), ...hits);
    }),
  );
  if (!query) count.textContent = "찾을 말을 적어 보십시오. 조사가 붙어 있어도 찾습니다.";
  else if (found.length) count.textContent = `‘${query}’: ${found.length}쪽에서 찾았습니다.`;
  else count.textContent = `‘${query}’: 찾지 못했습니다. 낱말을 줄이거나 다른 말로 적어 보십시오.`;
}

field.value ||= new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", () => {
  show();
  const address = new URL(location.href);
  address.searchParams.set("q", field.value);
  history.replaceState(null, "", address);
});
field.closest("form").addEventListener("submit", (event) => event.preventDefault());
field.focus();
show();
list.dataset.ready = "";
