// What the pages cannot do without a script: close menus, save the two tracks as a picture, mark words by hand.
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const button = event.target.closest("[data-png]");
  if (button) savePicture(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});

// The saved SVG is drawn on a canvas at twice its size and offered as PNG.
async function savePicture(button) {
  const answer = await fetch(button.dataset.png);
  if (!answer.ok) return;
  const address = URL.createObjectURL(new Blob([await answer.text()], { type: "image/svg+xml" }));
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * 2;
  canvas.height = picture.naturalHeight * 2;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  const link = document.createElement("a");
  link.download = button.dataset.name;
  link.href = canvas.toDataURL("image/png");
  link.click();
}

// Words selected in a note go into the form beside it, as offsets in code points.
document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  const text = closestText(range.startContainer);
  if (!text || text !== closestText(range.endContainer)) return;
  const form = document.querySelector(`form[data-marks="${text.id}"]`);
  if (!form) return;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  form.elements.start.value = start;
  form.elements.end.value = start + [...range.toString()].length;
  form.elements.words.value = range.toString().slice(0, 300);
});

function closestText(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element ? element.closest(".note-text") : null;
}

// A double click on a button saves once.
const pressed = new WeakMap();
document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if (submitter && submitter.value === "read") return;
    const button = submitter ? `${submitter.name}=${submitter.value}` : "";
    const before = pressed.get(target);
    if (before && before.button === button && event.timeStamp - before.at < 1000) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      pressed.set(target, { button, at: event.timeStamp });
    }
  },
  true,
);

// A box that changes what is read sends the note again.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-reads]")) return;
  const form = event.target.form;
  form.requestSubmit(form.querySelector('button[value="read"]'));
});

// Where tabs do not fit beside each other, the present one is brought into sight.
function showPresentTab() {
  for (const tab of document.querySelectorAll(".tabs [aria-current], .stagetabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}
showPresentTab();

// On a phone what was read stands below the form.
document.addEventListener("htmx:after:swap", () => {
  showPresentTab();
  const lit = document.getElementById("lit");
  if (lit && document.activeElement && document.activeElement.value === "read") lit.scrollIntoView({ block: "nearest" });
});
