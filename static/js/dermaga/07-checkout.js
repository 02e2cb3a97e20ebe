import { parts, rupiah } from "./01-parts.js";

function price(amount) {
  const shown = document.createElement("span");
  const unit = document.createElement("small");
  shown.className = "price";
  unit.textContent = "Rp";
  shown.append(unit, rupiah(amount).slice(2));
  return shown;
}

// Who leaves the checkout and comes back in this tab finds what she typed, until she ordered or signed out
const TYPED = ["name", "phone", "email", "address", "landmark", "note"];
parts["form[data-keep-typed]"] = (form) => {
  const kept = JSON.parse(sessionStorage.getItem("checkout") ?? "{}");
  for (const name of TYPED) form.elements[name].value ||= kept[name] ?? "";
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(TYPED.map((name) => [name, form.elements[name].value]));
    sessionStorage.setItem("checkout", JSON.stringify(typed));
  });
};
parts["[data-order]"] = () => sessionStorage.removeItem("checkout");
parts['form[action="/keluar"]'] = (form) => {
  form.addEventListener("submit", () => sessionStorage.removeItem("checkout"));
};

// The sums of the checkout, and the ways to pay that the chosen way of delivery allows
parts["form[data-checkout]"] = (form) => {
  const sum = (amount, quoted) => {
    const more = document.createElement("small");
    more.className = "soft";
    more.textContent = ` ${form.dataset.more}`;
    return quoted ? [price(amount), more] : [price(amount)];
  };
  const allow = (parcel, delivery) => {
    const methods = [...parcel.querySelectorAll("input[data-ways]")];
    for (const each of methods) each.disabled = !each.dataset.ways.split(" ").includes(delivery);
    const allowed = methods.filter((each) => !each.disabled);
    if (allowed.length && !allowed.some((each) => each.checked)) allowed[0].checked = true;
  };
  const count = () => {
    let [all, quoted] = [0, false];
    form.querySelectorAll("[data-parcel]").forEach((parcel, index) => {
      const chosen = parcel.querySelector("input[data-fee]:checked");
      const total = Number(parcel.dataset.goods) + Number(chosen?.dataset.fee ?? 0);
      const open = chosen ? chosen.hasAttribute("data-quoted") : parcel.hasAttribute("data-unpriced");
      all += total;
      quoted ||= open;
      parcel.querySelector("[data-total]").replaceChildren(...sum(total, open));
      form.querySelector(`[data-total-of="${index}"]`)?.replaceChildren(...sum(total, open));
      if (chosen) allow(parcel, chosen.value);
    });
    form.querySelector("[data-grand-total]")?.replaceChildren(...sum(all, quoted));
  };
  form.addEventListener("change", count);
  count();
};

// Choosing a variant shows its price and what there is of it; the stepper ends there
parts["form[data-choices]"] = (form) => {
  const show = () => {
    const chosen = form.querySelector("input[data-price]:checked");
    if (!chosen) return;
    form.querySelector(".sum .price").replaceWith(price(Number(chosen.dataset.price)));
    const stock = form.querySelector(".sum .stock");
    stock.dataset.is = chosen.dataset.stock;
    stock.textContent = chosen.dataset.told;
    const input = form.querySelector("[data-stepper] input");
    if (!input) return;
    input.dataset.most = chosen.dataset.most || Number.POSITIVE_INFINITY;
    cut(input);
  };
  // More than there is becomes all there is, and says so: beside it, and where who pressed at once is led to
  const cut = (input) => {
    const [said, told] = [form.querySelector("[data-cut]"), form.querySelector('input[name="cut"]')];
    const [typed, most] = [input.value.replaceAll(".", "").trim(), Number(input.dataset.most)];
    const less = /^\d+$/.test(typed) && Number(typed) > most && most > 0; // `1e9` is none: the server asks
    said.hidden = !less;
    told.disabled = !less;
    if (!less) return;
    input.value = most;
    said.textContent = said.dataset.cut.replace("…", most);
  };
  form.addEventListener("change", show);
  if (form.querySelectorAll("input[data-price]").length > 1) show();
};
