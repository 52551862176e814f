// On every page: the service worker, how much waits in the outbox, and sending it whenever there is a chance.
"use strict";
(() => {
  const { user, worker } = document.currentScript.dataset;
  const me = Number(user);
  if (!("indexedDB" in self)) return;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker, { scope: "/" }).then(keepAtHand, () => {});

  let signIn = false;
  let sending = false;

  async function trySending() {
    if (sending || !me) return;
    sending = true;
    try {
      const done = await self.outbox.send();
      signIn = done.signIn;
    } catch {
      // The browser keeps no data for us (a private window, a full disk): pages work as without a script.
    } finally {
      sending = false;
      show();
    }
  }

  async function mine() {
    try {
      return (await self.outbox.parcels()).filter((parcel) => parcel.user === me);
    } catch {
      return [];
    }
  }

  async function show() {
    const waiting = await mine();
    for (const badge of document.querySelectorAll("[data-outbox-count]")) {
      badge.hidden = !waiting.length;
      badge.querySelector("b").textContent = waiting.length;
    }
    list(waiting);
  }

  function list(waiting) {
    const card = document.querySelector("[data-waiting-list]");
    if (!card) return;
    card.hidden = !waiting.length;
    card.querySelector("[data-sign-in]").hidden = !signIn;
    const form = card.querySelector("template[data-parcel]");
    card.querySelector("[data-parcels]").replaceChildren(
      ...waiting.map((parcel) => {
        const row = form.content.firstElementChild.cloneNode(true);
        row.querySelector("[data-title]").textContent = parcel.title;
        row.querySelector("[data-made]").textContent = new Date(parcel.made).toLocaleString(document.documentElement.lang);
        row.querySelector("[data-problem]").textContent = parcel.problem || "";
        row.querySelector("[data-open]").href = parcel.place;
        const discard = row.querySelector("[data-discard]");
        discard.addEventListener("click", () => {
          if (confirm(discard.dataset.sure)) self.outbox.drop(parcel.key);
        });
        return row;
      }),
    );
  }

  // The pages of the week's calls, so that they open where there is no network.
  async function keepAtHand() {
    const told = document.getElementById("keep-at-hand");
    if (!told) return;
    const { active } = await navigator.serviceWorker.ready;
    const line = new MessageChannel();
    line.port1.onmessage = (event) => {
      for (const mark of document.querySelectorAll("[data-at-hand]")) mark.hidden = !event.data.complete;
    };
    active.postMessage({ keep: JSON.parse(told.textContent) }, [line.port2]);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-send]")) trySending();
  });
  document.addEventListener("outbox", show);
  if (self.outbox.news) self.outbox.news.onmessage = show;
  self.addEventListener("online", trySending);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && trySending());
  setInterval(() => document.visibilityState === "visible" && mine().then((found) => found.length && trySending()), 30000);
  self.trySending = trySending;
  show().then(trySending);
})();
