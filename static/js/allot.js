// Dragging a group to another booth on the floor plan: shows at once what that would do.
// The form beside it does the same.

const floorPlan = () => document.querySelector("svg.floor-plan.wide");
let lifted = null;
const said = document.createElement("p");
said.className = "small soft";
said.setAttribute("role", "status");
floorPlan()?.closest(".mat").after(said);

function lift(booth) {
  lifted?.classList.remove("lifted");
  lifted = booth;
  lifted?.classList.add("lifted");
  const who = booth?.querySelector(".who")?.textContent ?? "";
  said.textContent = booth ? document.querySelector("[data-lift]").dataset.lift.replace("…", who) : "";
}

// The same page with this group and that booth; only its main part takes the place of this one
let asked = 0;
async function drop(booth) {
  const turn = ++asked;
  const address = new URL(booth.getAttribute("href"), location);
  address.searchParams.set("kelompok", lifted.dataset.occupant);
  lift(null);
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return; // put elsewhere meanwhile
    const left = floorPlan().closest(".mat").scrollLeft;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    history.replaceState(null, "", address);
    floorPlan().closest(".mat").scrollLeft = left;
    floorPlan().closest(".mat").after(said);
    const panel = document.getElementById("tetapkan");
    panel.setAttribute("tabindex", "-1");
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  } catch {
    if (turn === asked) location.assign(address);
  }
}

let drag = null,
  dragged = false;
document.addEventListener("pointerdown", (event) => {
  const booth = event.target.closest?.("svg.floor-plan.wide a[data-occupant]");
  if (booth && !event.button) drag = { booth, x: event.clientX, y: event.clientY };
});
document.addEventListener("pointermove", (event) => {
  if (!drag || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 8 || event.pointerType === "touch") return;
  if (lifted !== drag.booth) lift(drag.booth);
  dragged = true;
  for (const each of floorPlan().querySelectorAll(".over")) each.classList.remove("over");
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("svg.floor-plan.wide a");
  if (under && under !== lifted) under.classList.add("over");
});
document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  drag = null;
  for (const each of floorPlan()?.querySelectorAll(".over") ?? []) each.classList.remove("over");
  if (!dragged) return;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("svg.floor-plan.wide a");
  if (under && under !== lifted) drop(under);
  else lift(null);
});

// A press lifts a group, the next one puts it down: the same with a finger, a mouse or Enter
document.addEventListener("click", (event) => {
  const booth = event.target.closest?.("svg.floor-plan.wide a");
  if (!booth) return;
  if (dragged) {
    dragged = false;
    event.preventDefault();
  } else if (lifted) {
    event.preventDefault();
    if (booth === lifted) lift(null);
    else drop(booth);
  } else if (booth.dataset.occupant) {
    event.preventDefault();
    lift(booth);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && lifted) lift(null);
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("svg.floor-plan")) event.preventDefault();
});
