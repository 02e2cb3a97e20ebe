import { parts } from "./01-parts.js";

// Goods while typing into the search field; without this the button beside it does it
parts["input[data-suggest]"] = (input) => {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.hidden = true;
  input.form.append(list);
  let wait;
  const hide = () => {
    list.hidden = true;
  };
  const show = async () => {
    const typed = input.value;
    const answer = await fetch(`/cari/saran?q=${encodeURIComponent(typed)}`).catch(() => null);
    const found = answer?.ok && (await answer.json().catch(() => null));
    if (!found || typed !== input.value) return;
    list.replaceChildren(...found.map(line));
    list.hidden = !list.children.length;
  };
  input.addEventListener("input", () => {
    clearTimeout(wait);
    if (input.value.trim().length < 3) hide();
    else wait = setTimeout(show, 200);
  });
  input.form.addEventListener("focusout", (event) => {
    if (!input.form.contains(event.relatedTarget)) hide();
  });
  input.form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") hide();
    if (!step || list.hidden) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement) + step;
    (links[at] ?? input).focus();
  });
};

function line({ name, price, at, picture }) {
  const link = document.createElement("a");
  link.href = at;
  const image = document.createElement(picture ? "img" : "span");
  if (picture) Object.assign(image, { src: picture, alt: "", width: 48, height: 36 });
  const words = document.createElement("span");
  words.textContent = name;
  const cost = document.createElement("small");
  cost.textContent = price;
  link.append(image, words, cost);
  const item = document.createElement("li");
  item.append(link);
  return item;
}
