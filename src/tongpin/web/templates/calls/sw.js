// Keeps the calls of the week at hand without a network, and sends the outbox once there is one again. It touches
// nothing but pages that were asked for by GET, and files of ours; pages are never served from it while the network is
// there, and they are forgotten when somebody signs out.
"use strict";
const SHELL = [{% for address in shell %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const STATIC = "{{ static_root|escapejs }}";
const OFFLINE = "{% url 'offline' %}";
self.OUTBOX_ADDRESS = "{% url 'outbox' %}";
importScripts(SHELL.find((address) => address.includes("ours/outbox")));

const FILES = `files-${[...SHELL.join(" ")].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7)}`;
const PAGES = "pages";
const KEPT = /^(\/calls|\/opportunities\/\d+\/calls\/(\d+\/)?debrief)$/;
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(FILES)
      // Asked for by nobody in particular: the page without a network is the same for all who use this device.
      .then((cache) => cache.addAll([...SHELL, new Request(OFFLINE, { credentials: "omit" })]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== FILES && name !== PAGES).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/account/log")) {
    // Whoever signs out, or has to sign in, leaves no pages behind for the next one at this device.
    event.waitUntil(caches.delete(PAGES));
    return;
  }
  if (request.method !== "GET") return;
  if (address.pathname.startsWith(STATIC)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, address));
});

async function file(request) {
  try {
    const answer = await fetch(request);
    return answer;
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function page(event, address) {
  const keeps = KEPT.test(address.pathname);
  const kept = keeps ? await caches.match(address.pathname, { ignoreVary: true }) : undefined;
  try {
    const asked = fetch(event.request);
    const answer = await (kept ? Promise.race([asked, late()]) : asked);
    if (keeps && !address.search && answer.ok && !answer.redirected) {
      const copy = answer.clone();
      event.waitUntil(caches.open(PAGES).then((cache) => cache.put(address.pathname, copy)));
    }
    return answer;
  } catch {
    return kept || (await caches.match(OFFLINE, { ignoreVary: true })) || Response.error();
  }
}

function late() {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
}

self.addEventListener("message", (event) => {
  if (event.data && Array.isArray(event.data.keep)) event.waitUntil(keep(event.data.keep, event.ports[0]));
});

// The pages of the week: fetched anew, those of other weeks forgotten.
async function keep(addresses, port) {
  const wanted = addresses.filter((address) => KEPT.test(address));
  const cache = await caches.open(PAGES);
  for (const request of await cache.keys()) {
    if (!wanted.includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  let complete = true;
  for (const address of wanted) {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) await cache.put(address, answer);
      else complete = false;
    } catch {
      complete = false;
    }
  }
  if (port) port.postMessage({ complete });
}

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(self.outbox.send().then((done) => done.left && Promise.reject(new Error("later"))));
});
