import { parts } from "./01-parts.js";
import { sendInPlace } from "./04-in-place.js";

// Villages while typing; without this the button beside the field does it
parts["input[data-places]"] = (input) => {
  const list = document.createElement("datalist");
  list.id = `${input.id}-places`;
  input.after(list);
  input.setAttribute("list", list.id);
  const codes = new Map();
  let wait;
  input.addEventListener("keydown", (event) => {
    // Enter looks the place up, as the button beside it does, and does not send all of the form
    const button = event.key === "Enter" && input.form.querySelector("button[data-find-place]");
    if (!button) return;
    event.preventDefault();
    clearTimeout(wait);
    sendInPlace(input.form, button);
  });
  input.addEventListener("input", () => {
    clearTimeout(wait);
    const code = codes.get(input.value);
    const button = code && input.form.querySelector("button[data-find-place]");
    if (button) sendInPlace(input.form, button, { [input.name]: code });
    if (code) return;
    if (input.value.trim().length < 3) return;
    wait = setTimeout(async () => {
      const answer = await fetch(`${input.dataset.places}?q=${encodeURIComponent(input.value)}`).catch(() => null);
      if (!answer || !answer.ok) return;
      list.replaceChildren();
      for (const place of await answer.json()) {
        codes.set(place.name, place.code);
        const option = document.createElement("option");
        option.value = place.name;
        list.append(option);
      }
    }, 200);
  });
};
parts["button[data-find-place]"] = (button) => {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    sendInPlace(button.form, button);
  });
};
