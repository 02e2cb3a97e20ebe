import { all, parts } from "./01-parts.js";

// A question before something that cannot be undone
parts["form[data-confirm]"] = (form) => {
  form.addEventListener("submit", (event) => {
    if (confirm(form.dataset.confirm)) form.querySelector('input[name="asks"]')?.remove();
    else event.preventDefault();
  });
};

// A second press of a slow button sends nothing twice; after a while it may be tried again, and is still done once
const PATIENCE = 20_000;
function release(form) {
  form.removeAttribute("data-sent");
  for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.setAttribute("data-sent", "");
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, PATIENCE, form);
  }, 0);
});
window.addEventListener("pageshow", (event) => {
  // A page of who was signed in, or of a full cart, that the browser kept whole: they may have left meanwhile
  if (event.persisted && document.documentElement.hasAttribute("data-own")) {
    document.body.hidden = true;
    location.reload();
  }
  for (const form of all("form[data-sent]")) release(form);
});
