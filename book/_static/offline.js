// 책을 오프라인에서도 읽게 하는 일꾼. VERSION과 FILES(이름 → 바이트)는 책을 만들 때 이 앞에 적힌다.
// 이 책의 파일만 다룬다: 쪽은 망에서 먼저 찾고, 나머지는 간직한 것을 먼저 내주고 뒤에서 새로 받는다.

const NAME = `book-${VERSION}`;
const WHOLE = new URL("whole-book", registration.scope).href; // 책을 통째로 저장했다는 표
const ours = (url) => url.startsWith(registration.scope);

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("book-") && name !== NAME);
      const kept = await Promise.all(old.map(async (name) => (await caches.open(name)).match(WHOLE)));
      await clients.claim();
      if (kept.some(Boolean)) await saveWhole(() => {});
      await Promise.all(old.map((name) => caches.delete(name)));
    })(),
  );
});

async function keep(request, response) {
  if (response.ok) (await caches.open(NAME)).put(request, response.clone());
  return response;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !ours(request.url)) return;
  const fromNet = () => fetch(request).then((response) => keep(request, response));
  const fromCache = () => caches.match(request, { ignoreSearch: true });
  if (request.mode === "navigate") {
    event.respondWith(fromNet().catch(async () => (await fromCache()) ?? Response.error()));
    return;
  }
  event.respondWith(
    (async () => {
      const cached = await fromCache();
      const fresh = fromNet();
      if (!cached) return fresh;
      event.waitUntil(fresh.catch(() => {}));
      return cached;
    })(),
  );
});

async function saveWhole(report) {
  const cache = await caches.open(NAME);
  const total = Object.values(FILES).reduce((a, b) => a + b, 0);
  let saved = 0;
  for (const [name, size] of Object.entries(FILES)) {
    const url = new URL(name, registration.scope).href;
    if (!(await cache.match(url))) await cache.add(url);
    saved += size;
    report(saved / total);
  }
  await cache.put(WHOLE, new Response("다"));
}

addEventListener("message", (event) => {
  const [port] = event.ports;
  const answer = { total: Object.values(FILES).reduce((a, b) => a + b, 0) };
  if (event.data === "물음") {
    event.waitUntil(
      caches.open(NAME).then(async (cache) => port.postMessage({ ...answer, whole: Boolean(await cache.match(WHOLE)) })),
    );
  } else if (event.data === "저장") {
    event.waitUntil(
      saveWhole((part) => port.postMessage({ part })).then(
        () => port.postMessage({ whole: true }),
        (error) => port.postMessage({ error: String(error) }),
      ),
    );
  }
});
