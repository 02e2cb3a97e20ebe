// Everything here improves pages that work without it. Each part binds to a data- attribute.

const all = (selector) => document.querySelectorAll(selector);
const rupiah = (n) => `Rp${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".")}`;

// − and + beside a number
for (const box of all("[data-stepper]")) {
  const input = box.querySelector("input");
  box.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const next = (parseInt(input.value.replaceAll(".", ""), 10) || 0) + Number(step.dataset.step);
    const { least = 0, most = Number.POSITIVE_INFINITY } = input.dataset;
    if (next >= Number(least) && next <= Number(most)) input.value = next;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A question before something that cannot be undone
for (const form of all("[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}

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

// Copy an amount or an account number; print
for (const button of all("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy));
}
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Photos become small before they travel over a patchy line
async function smaller(file, width) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, width / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return blob && blob.size < file.size ? new File([blob], "foto.jpg", { type: "image/jpeg" }) : file;
}
for (const input of all("input[data-shrink]")) {
  input.addEventListener("change", async () => {
    const kept = new DataTransfer();
    for (const file of input.files) {
      kept.items.add(await smaller(file, Number(input.dataset.shrink)).catch(() => file));
    }
    input.files = kept.files;
    const row = document.getElementById(input.dataset.preview || "");
    if (row) {
      for (const img of row.querySelectorAll("img[data-new]")) img.remove();
      for (const file of input.files) {
        const img = document.createElement("img");
        Object.assign(img, { src: URL.createObjectURL(file), className: "thumb", alt: "" });
        img.dataset.new = "";
        row.append(img);
      }
    }
  });
}

// Villages while typing; without this the button beside the field does it
for (const input of all("input[data-places]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-places`;
  input.after(list);
  input.setAttribute("list", list.id);
  const codes = new Map();
  let wait;
  input.addEventListener("input", () => {
    const code = codes.get(input.value);
    if (code && input.closest("[data-checkout]")) {
      const here = new URL(location.pathname, location.href);
      here.searchParams.set("village", code);
      keep(input.closest("form"));
      location.assign(here);
      return;
    }
    clearTimeout(wait);
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
}

function price(amount) {
  const shown = document.createElement("span");
  const unit = document.createElement("small");
  shown.className = "price";
  unit.textContent = "Rp";
  shown.append(unit, rupiah(amount).slice(2));
  return shown;
}

// What was typed in the checkout survives choosing a village
const kept = ["name", "phone", "email", "address", "landmark", "note"];
function keep(form) {
  for (const name of kept) sessionStorage.setItem(`checkout-${name}`, form.elements[name]?.value ?? "");
}
for (const form of all("[data-checkout]")) {
  for (const name of kept) {
    const field = form.elements[name];
    const value = sessionStorage.getItem(`checkout-${name}`);
    if (field && !field.value && value) field.value = value;
    sessionStorage.removeItem(`checkout-${name}`);
  }
  const count = () => {
    let all = 0;
    form.querySelectorAll("[data-parcel]").forEach((parcel, index) => {
      const chosen = parcel.querySelector("input[data-fee]:checked");
      const total = Number(parcel.dataset.goods) + Number(chosen?.dataset.fee ?? 0);
      all += total;
      parcel.querySelector("[data-total]").replaceChildren(price(total));
      form.querySelector(`[data-total-of="${index}"]`).replaceChildren(price(total));
    });
    form.querySelector("[data-grand-total]").replaceChildren(price(all));
  };
  form.addEventListener("change", count);
}

// Long work shows how far it is; who is reading below is not pulled away
for (const box of all("[data-reload]")) {
  setInterval(() => {
    if (!document.hidden && scrollY < 200) location.reload();
  }, Number(box.dataset.reload));
}
