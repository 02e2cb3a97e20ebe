import { all, parts } from "./01-parts.js";

// A chat that is opened ticks the line of its group, and who comes back stands at the next one: that all of them were
// sent is said by one press. Ticks outlive the page, which a phone may drop meanwhile; nothing is sent by them.
const kept = () => new Set(JSON.parse(sessionStorage.getItem("chats") ?? "[]"));
const keep = (opened) => sessionStorage.setItem("chats", JSON.stringify([...opened]));
const tick = (box) => {
  box.checked = true;
  box.dispatchEvent(new Event("change"));
};
function goOn(form) {
  const chats = [...all("a[data-chat-of]")];
  const opened = kept();
  const last = chats.findLastIndex((each) => opened.has(each.dataset.chatOf));
  if (last < 0) return;
  const next = chats[last + 1] ?? form.querySelector("button");
  next.scrollIntoView({ block: "center" });
  next.focus({ preventScroll: true });
}

parts["form[data-told]"] = (form) => {
  for (const each of form.querySelectorAll("[data-of-chats]")) each.hidden = false;
  for (const box of form.elements) {
    if (box.name === "notices") box.addEventListener("change", () => form.dispatchEvent(new Event("change")));
  }
  form.addEventListener("submit", () => sessionStorage.removeItem("chats"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && goOn(form));
  goOn(form);
};

parts["a[data-chat-of]"] = (chat) => {
  const box = document.querySelector(`input[name="notices"][value="${chat.dataset.chatOf}"]`);
  if (kept().has(box.value)) tick(box);
  chat.addEventListener("click", () => {
    keep(kept().add(box.value));
    tick(box);
  });
  box.addEventListener("change", () => {
    const opened = kept();
    if (!box.checked && opened.delete(box.value)) keep(opened);
  });
};
