// The outbox: what was written on this device and is not yet on the server. Used by pages and by the service worker.
// A parcel leaves it only once the server has said that it is written; the server writes a key once.
"use strict";
(() => {
  const script = self.document && document.currentScript;
  const ADDRESS = script ? script.dataset.outbox : self.OUTBOX_ADDRESS;
  const NEWS = "BroadcastChannel" in self ? new BroadcastChannel("tongpin-outbox") : null;

  function store() {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("tongpin-outbox", 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("parcels", { keyPath: "key" });
        opening.result.createObjectStore("drafts", { keyPath: "place" });
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  }

  // Runs one transaction, and is done only when it is on the disk.
  async function within(mode, work) {
    const base = await store();
    try {
      return await new Promise((resolve, reject) => {
        const deed = base.transaction(["parcels", "drafts"], mode, { durability: "strict" });
        let found;
        deed.oncomplete = () => resolve(found && "result" in found ? found.result : undefined);
        deed.onerror = deed.onabort = () => reject(deed.error);
        found = work(deed.objectStore("parcels"), deed.objectStore("drafts"));
      });
    } finally {
      base.close();
    }
  }

  const parcels = () => within("readonly", (box) => box.getAll());
  const drop = (key) => within("readwrite", (box) => void box.delete(key)).then(tell);
  const draft = (place) => within("readonly", (_box, drafts) => drafts.get(place));
  const keepDraft = (kept) => within("readwrite", (_box, drafts) => void drafts.put(kept));

  // The parcel goes in and its draft out in one step: there is always exactly one of them.
  async function post(parcel, place) {
    await within("readwrite", (box, drafts) => {
      box.put(parcel);
      drafts.delete(place);
    });
    await tell();
  }

  // And the other way round.
  async function takeBack(parcel, kept) {
    await within("readwrite", (box, drafts) => {
      drafts.put(kept);
      box.delete(parcel.key);
    });
    await tell();
  }

  async function tell() {
    if (NEWS) NEWS.postMessage("changed");
    if (self.document) document.dispatchEvent(new CustomEvent("outbox"));
  }

  // One at a time on this device, also across tabs and the service worker.
  const send = () => (navigator.locks ? navigator.locks.request("tongpin-outbox", sendAll) : sendAll());

  async function sendAll() {
    const done = { sent: [], refused: [], left: 0, offline: false, signIn: false };
    const waiting = (await parcels()).filter((parcel) => !parcel.problem).sort((one, other) => one.made - other.made);
    if (!waiting.length) return done;
    let who;
    try {
      who = await (await fetch(ADDRESS, { cache: "no-store", credentials: "same-origin" })).json();
    } catch {
      return { ...done, left: waiting.length, offline: true };
    }
    for (const parcel of waiting) {
      if (parcel.user !== who.user) {
        done.left += 1;
        done.signIn = done.signIn || !who.user;
        continue;
      }
      const state = await sendOne(parcel, who.token, done);
      if (state !== "go on") {
        done.left += 1;
        done.offline = state === "offline";
        done.signIn = state === "sign in";
        break;
      }
    }
    return done;
  }

  async function sendOne(parcel, token, done) {
    let answer;
    let told;
    try {
      answer = await fetch(ADDRESS, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(parcel),
      });
      told = await answer.json();
    } catch {
      // No network, or an answer that is not ours: it waits.
      return "offline";
    }
    if (answer.ok && told.state === "written") {
      await drop(parcel.key);
      done.sent.push({ key: parcel.key, address: told.address });
      return "go on";
    }
    if (told.state === "sign_in") return "sign in";
    if (told.state !== "refused" || answer.status >= 500) return "offline";
    await within("readwrite", (box) => void box.put({ ...parcel, problem: told.message }));
    await tell();
    done.refused.push({ key: parcel.key, problem: told.message });
    return "go on";
  }

  self.outbox = { parcels, drop, draft, keepDraft, post, takeBack, send, news: NEWS };
})();
