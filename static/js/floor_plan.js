// Changing a floor plan by pointer and keyboard. Every step is one of the page's own forms, sent without leaving it.

const svg = () => document.querySelector("[data-floor-plan] svg.floor-plan");
const form = () => document.querySelector("[data-floor-plan] form[data-booths]");
const booths = () => [...svg().querySelectorAll("a")];
const number = (booth) => booth.getAttribute("href").slice(1);
const box = (booth) => form().querySelector(`input[name="booths"][value="${CSS.escape(number(booth))}"]`);
const middle = (booth) => {
  const { x, y, width, height } = booth.querySelector("rect").getBBox();
  return [x + width / 2, y + height / 2];
};
const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg().getScreenCTM().inverse());
const cell = () => svg().dataset.cell.split(" ").map(Number);

// Checkboxes and booths show the same choice; one booth is in the tab order, arrows reach the others
let here = "";
function show() {
  if (!svg() || !form()) return;
  const all = booths();
  const stop = all.find((booth) => number(booth) === here) ?? all[0];
  let count = 0;
  for (const booth of all) {
    const chosen = box(booth)?.checked ?? false;
    count += chosen;
    booth.setAttribute("role", "button");
    booth.setAttribute("aria-pressed", chosen);
    booth.setAttribute("tabindex", booth === stop ? "0" : "-1");
  }
  const told = document.querySelector("[data-chosen]");
  told.textContent = told.dataset.chosen.replace("0", count);
  told.hidden = false;
  document.querySelector("[data-keys]").hidden = false;
  features(all.map(box).filter((each) => each?.checked));
}

// Each field of the features starts as the chosen booths are; where they differ it says so and leaves them as they are
let told = "";
function features(chosen) {
  const now = chosen.map((each) => each.value + each.dataset.has + each.dataset.circuit).join();
  if (now === told) return;
  told = now;
  for (const field of form().querySelectorAll("select")) {
    const is = (each) =>
      field.name === "circuit" ? each.dataset.circuit : Number(each.dataset.has.split(" ").includes(field.name));
    const found = new Set(chosen.map((each) => String(is(each))));
    field.value = found.size === 1 ? [...found][0] : "";
    const left = field.querySelector('option[value=""]');
    left.dataset.plain ??= left.textContent;
    left.textContent = found.size > 1 ? form().dataset.booths : left.dataset.plain;
  }
}
function choose(booth, on) {
  const input = box(booth);
  if (input) input.checked = on;
}
function clear() {
  for (const booth of booths()) choose(booth, false);
}

// One step: the form goes, the answer's page takes the place of this one; scroll and choice stay
let sending = false;
async function send(which, submitter, extra = {}) {
  if (sending) return;
  sending = true;
  const data = new FormData(which, submitter);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  const kept = new Set(data.getAll("booths"));
  const body = which.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  const { scrollLeft: left = 0, scrollTop: top = 0 } = document.querySelector("[data-floor-plan] .mat") ?? {};
  try {
    const answer = await fetch(which.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    if (answer.ok && svg() && form()) {
      for (const booth of booths()) choose(booth, kept.has(number(booth)));
    }
    show();
    const mat = document.querySelector("[data-floor-plan] .mat");
    mat?.scrollTo(left, top);
    if (here) svg()?.querySelector('a[tabindex="0"]')?.focus({ preventScroll: true });
  } catch {
    which.submit();
  } finally {
    sending = false;
  }
}
document.addEventListener("submit", (event) => {
  if (!event.target.closest("[data-floor-plan]") || event.defaultPrevented) return;
  event.preventDefault();
  here = "";
  send(event.target, event.submitter);
});
document.addEventListener("change", (event) => {
  if (event.target.name === "booths") show();
});

// Keys on the map
const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
function nearest(from, [dx, dy]) {
  const [x, y] = middle(from);
  let best = null,
    least = Infinity;
  for (const booth of booths()) {
    const [bx, by] = middle(booth);
    const along = (bx - x) * dx + (by - y) * dy,
      across = Math.abs((bx - x) * dy + (by - y) * dx);
    if (along > 1 && along + 3 * across < least) [best, least] = [booth, along + 3 * across];
  }
  return best;
}
document.addEventListener("keydown", (event) => {
  const booth = event.target.closest?.("[data-floor-plan] svg.floor-plan a");
  if (!booth) return;
  const way = ways[event.key];
  here = number(booth);
  if (way && event.altKey) {
    if (!box(booth).checked) {
      clear();
      choose(booth, true);
    }
    send(form(), null, { act: "move", by_rows: way[1], by_positions: way[0] });
  } else if (way) {
    const next = nearest(booth, way);
    if (next) {
      here = number(next);
      if (event.shiftKey) {
        choose(booth, true);
        choose(next, true);
      }
      show();
      next.focus();
    }
  } else if (event.key === " " || event.key === "Enter") {
    choose(booth, !box(booth).checked);
    show();
  } else if (event.key === "Escape") {
    clear();
    show();
  } else if (event.key === "Delete") {
    if (!box(booth).checked) {
      clear();
      choose(booth, true);
    }
    send(form(), null, { act: "delete" });
  } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
    document.querySelector("form[data-undo]")?.requestSubmit();
  } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
    for (const each of booths()) choose(each, true);
    show();
  } else {
    return;
  }
  event.preventDefault();
});

// The pointer: a tap chooses, dragging what is chosen moves it, dragging on the ground draws a band around booths
let drag = null;
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.("[data-floor-plan] svg.floor-plan") || event.button || !form()) return;
  const booth = event.target.closest("a"),
    thing = event.target.closest("[data-landmark]");
  const start = point(event);
  if (thing) drag = { kind: "thing", thing, start };
  else if (booth) drag = { kind: "move", booth, start, chosen: box(booth)?.checked };
  else if (event.pointerType !== "touch") {
    const band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    band.setAttribute("class", "band");
    svg().append(band);
    drag = { kind: "band", band, start, add: event.shiftKey };
  }
});
const far = (to) => drag && Math.hypot(to.x - drag.start.x, to.y - drag.start.y) > 8;
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const to = point(event);
  if (drag.kind === "band") {
    const left = Math.min(to.x, drag.start.x),
      top = Math.min(to.y, drag.start.y);
    const size = { x: left, y: top, width: Math.abs(to.x - drag.start.x), height: Math.abs(to.y - drag.start.y) };
    for (const [name, value] of Object.entries(size)) drag.band.setAttribute(name, value);
    drag.size = size;
  } else if (far(to) && event.pointerType !== "touch") {
    const moved =
      drag.kind === "thing" ? [drag.thing] : booths().filter((b) => (drag.chosen ? box(b).checked : b === drag.booth));
    drag.moved = moved;
    for (const each of moved) each.style.transform = `translate(${to.x - drag.start.x}px, ${to.y - drag.start.y}px)`;
  }
});
document.addEventListener("pointerup", (event) => {
  const was = drag;
  drag = null;
  if (!was) return;
  const to = point(event),
    [width, height] = cell();
  const by = [Math.round((to.x - was.start.x) / width), Math.round((to.y - was.start.y) / height)];
  if (was.kind === "band") {
    was.band.remove();
    if (!was.add) clear();
    const { x = 0, y = 0, width: w = 0, height: h = 0 } = was.size ?? {};
    for (const booth of booths()) {
      const [bx, by] = middle(booth);
      if (bx > x && bx < x + w && by > y && by < y + h) choose(booth, true);
    }
    show();
    return;
  }
  for (const each of was.moved ?? []) each.style.transform = "";
  if (!was.moved || (!by[0] && !by[1])) return;
  dropped = true;
  if (was.kind === "thing") {
    const own = document.querySelector(`form[data-thing="${was.thing.dataset.landmark}"]`);
    own.elements.row.value = Number(own.elements.row.value) + by[1];
    own.elements.position.value = Number(own.elements.position.value) + by[0];
    send(own, null);
    return;
  }
  if (!was.chosen) {
    clear();
    choose(was.booth, true);
  }
  here = "";
  send(form(), null, { act: "move", by_rows: by[1], by_positions: by[0] });
});
let dropped = false;
// A whole block by one press, and none of it by the next
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-floor-plan] a[data-whole-block]");
  if (!link) return;
  event.preventDefault();
  const block = booths().filter((booth) => box(booth)?.dataset.zone === link.dataset.wholeBlock);
  const on = block.some((booth) => !box(booth).checked);
  for (const booth of block) choose(booth, on);
  show();
});
document.addEventListener("click", (event) => {
  const booth = event.target.closest?.("[data-floor-plan] svg.floor-plan a");
  if (!booth) return;
  event.preventDefault();
  if (!dropped && form()) {
    here = number(booth);
    choose(booth, !box(booth).checked);
    show();
  }
  dropped = false;
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("svg.floor-plan")) event.preventDefault();
});
show();
