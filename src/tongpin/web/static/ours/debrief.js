// The debrief of a call: kept as a draft while it is written, put into the outbox when it is sent, with or without a
// network. Without a script, or where the browser keeps nothing, it is a form as any other.
"use strict";
(() => {
  const form = document.querySelector("form[data-debrief]");
  if (!form || !("indexedDB" in self)) return;
  const me = Number(document.querySelector("script[data-user]").dataset.user);
  const path = location.pathname;
  const place = `${me} ${path}`;
  const kept = document.querySelector("[data-kept]");
  const refused = document.querySelector("[data-refused]");
  let key = newKey();
  let sent = false;
  let sending = false;
  let timer;

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "key");

  function fill(pairs) {
    const values = new Map(pairs);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.get(field.name) === field.value;
      else if (values.has(field.name)) field.value = values.get(field.name);
    }
    grow();
    verdict();
    showPromises();
  }

  // ---- drafts
  async function keepDraft() {
    if (sent) return;
    await self.outbox.keepDraft({ place, key, fields: fields(), made: Date.now() });
    form.querySelector("[data-draft]").hidden = false;
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keepDraft().catch(() => {}), 150);
    verdict();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && changed() && keepDraft());
  addEventListener("pagehide", () => changed() && keepDraft());

  const first = JSON.stringify(fields());
  const changed = () => JSON.stringify(fields()) !== first;

  async function restore() {
    const waiting = await waitingHere();
    if (waiting) return showKept(waiting);
    const draft = await self.outbox.draft(place);
    if (!draft) return undefined;
    key = draft.key;
    fill(draft.fields);
    form.querySelector("[data-draft]").hidden = false;
    return undefined;
  }

  // ---- sending
  async function waitingHere() {
    const planned = form.dataset.call !== "";
    const mine = (await self.outbox.parcels()).filter((parcel) => parcel.user === me && parcel.place === path);
    return planned ? mine[0] : undefined;
  }

  function showKept(parcel) {
    kept.hidden = false;
    form.hidden = true;
    if (parcel.problem) showRefused(parcel.problem);
    kept.querySelector("[data-take-back]").onclick = async () => {
      // A key of its own: should the server have written the first after all, the second is told to be one too many.
      const draft = { place, key: newKey(), fields: parcel.fields, made: Date.now() };
      sent = false;
      await self.outbox.takeBack(parcel, draft);
      key = draft.key;
      kept.hidden = true;
      form.hidden = false;
      fill(parcel.fields);
    };
  }

  function showRefused(problem) {
    refused.hidden = false;
    refused.textContent = problem;
    // The button stands at the foot of a long form: whoever pressed it has to see why nothing went.
    refused.scrollIntoView({ block: "center" });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send().catch(() => {
      // Nothing can be kept here: send it as any other form.
      form.submit();
    });
  });

  async function send() {
    if (sent) return;
    sent = true;
    clearTimeout(timer);
    refused.hidden = true;
    const parcel = {
      key,
      user: me,
      opportunity: Number(form.dataset.opportunity),
      call: form.dataset.call ? Number(form.dataset.call) : null,
      fields: fields(),
      title: form.dataset.title,
      place: path,
      made: Date.now(),
    };
    try {
      await self.outbox.post(parcel, place);
    } catch (error) {
      sent = false;
      throw error;
    }
    showKept(parcel);
    sending = true;
    const done = await self.outbox.send();
    sending = false;
    const arrived = done.sent.find((item) => item.key === key);
    if (arrived) return location.assign(arrived.address);
    const fault = done.refused.find((item) => item.key === key);
    if (fault) {
      sent = false;
      await self.outbox.takeBack(parcel, { place, key, fields: parcel.fields, made: Date.now() });
      kept.hidden = true;
      form.hidden = false;
      return showRefused(fault.problem);
    }
    if (!(await isWaiting(parcel))) return goOn();
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("outbox").catch(() => {});
    return kept.scrollIntoView({ block: "center" });
  }

  const isWaiting = async (parcel) => (await self.outbox.parcels()).some((other) => other.key === parcel.key);
  const goOn = () => location.assign(form.querySelector(".debrief-save a").href);

  // Should the network come back while the page is open, it goes on by itself.
  document.addEventListener("outbox", async () => {
    if (sent && !sending && !(await isWaiting({ key }))) goOn();
  });

  // ---- ease of writing
  function grow() {
    for (const area of form.querySelectorAll("textarea")) {
      area.rows = Math.min(8, Math.max(1, Math.ceil(area.value.length / 22), area.value.split("\n").length));
    }
  }
  form.addEventListener("input", grow);

  const theirs = form.dataset.theirs.split(" ");
  function verdict() {
    const firm = [...form.querySelectorAll("[data-promise]")].some((row) => {
      const [by, what, due] = ["select", "input[type=text], input:not([type])", "input[type=date]"].map((one) => row.querySelector(one).value);
      return theirs.includes(by) && what.trim() && due;
    });
    const said = new FormData(form).get("said") || "";
    const told = form.querySelector("[data-verdict]");
    const judged = said === "advance" || !said;
    told.textContent = !judged ? "" : firm ? told.dataset.advance : told.dataset.continuation;
    told.className = `mb-0 small ${firm ? "verdict-fits" : "quiet"}`;
  }

  function showPromises() {
    let hidden = 0;
    for (const row of form.querySelectorAll("[data-later]")) {
      const used = [...row.querySelectorAll("input, select")].some((field) => field.value);
      if (used) row.hidden = false;
      hidden += row.hidden ? 1 : 0;
    }
    form.querySelector("[data-more-promises]").hidden = !hidden;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-what], button[data-days], [data-more-promises]");
    if (!button) return;
    if ("morePromises" in button.dataset) form.querySelector("[data-later][hidden]").hidden = false;
    else {
      const row = button.closest("[data-promise]");
      if (button.dataset.what) row.querySelector("input.form-control:not([type=date])").value = button.dataset.what;
      else {
        const day = new Date();
        day.setDate(day.getDate() + Number(button.dataset.days));
        const local = new Date(day.getTime() - day.getTimezoneOffset() * 60000);
        row.querySelector("input[type=date]").value = local.toISOString().slice(0, 10);
      }
    }
    showPromises();
    form.dispatchEvent(new Event("input"));
  });

  for (const chips of form.querySelectorAll(".chips")) chips.hidden = false;
  for (const row of form.querySelectorAll("[data-later]")) row.hidden = true;
  showPromises();
  grow();
  verdict();
  restore().catch(() => {});
})();
