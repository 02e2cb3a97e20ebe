import { parts } from "./01-parts.js";

// − and + beside a number; beyond what there is no + leads. A tap into it selects what stands there: a 3 typed before
// a 0 would be 30.
parts["[data-stepper]"] = (box) => {
  const input = box.querySelector("input");
  for (const button of box.querySelectorAll("[data-step]")) button.hidden = false;
  box.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const next = (parseInt(input.value.replaceAll(".", ""), 10) || 0) + Number(step.dataset.step);
    const { least = 0, most = Number.POSITIVE_INFINITY } = input.dataset;
    if (next < Number(least) || next > Number(most)) return;
    input.value = next;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("click", () => input.select());
};

// "Siapa?" in one tap: a finger on a name leads to the PIN, whose last digit goes on. Arrows lead past each name, so
// that a keyboard stays among them.
parts["form[data-by-pin]"] = (form) => {
  const pin = form.elements.pin;
  let pointed = false;
  const goOn = () => pin.value.length === pin.maxLength && form.checkValidity() && form.requestSubmit();
  const told = form.querySelector("[data-goes-on]");
  told.hidden = false;
  pin.setAttribute("aria-describedby", `${pin.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
  form.addEventListener("pointerdown", () => {
    pointed = true;
  });
  form.addEventListener("keydown", () => {
    pointed = false;
  });
  form.addEventListener("change", (event) => {
    if (event.target === pin || !pointed) return;
    pin.focus();
    goOn();
  });
  pin.addEventListener("input", goOn);
};

// All boxes of one name ticked, or none, without asking for the page again
parts["a[data-tick-all]"] = (link) => {
  const form = link.closest("form") ?? document.getElementById(link.dataset.form);
  const all = () => [...form.elements].filter((each) => each.name === link.dataset.tickAll);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = all();
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("change", () => {
    const ticked = all().filter((box) => box.checked).length;
    for (const told of form.querySelectorAll("[data-ticked]")) told.textContent = ticked;
  });
};

// Copy an amount or an account number; print
parts["[data-copy]"] = (button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy));
};
parts["[data-print]"] = (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
};

// Which field a sentence is about: "Bagian ini perlu diisi." alone does not say
parts['[role="alert"] a[href^="#"]'] = (link) => {
  const field = document.getElementById(link.hash.slice(1));
  const label = field?.matches("label") ? field : field?.labels?.[0];
  const name = label?.querySelector("span, b")?.textContent || label?.firstChild?.textContent;
  const said = name?.trim() || "";
  const known = link.textContent.toLowerCase().includes(said.toLowerCase());
  if (!known && said.length < 60) link.prepend(`${said}: `);
};

// The tab one stands on is seen, however many stand before it
parts[".rail > [aria-current]"] = (tab) => {
  tab.parentElement.scrollLeft = tab.offsetLeft - 16;
};
