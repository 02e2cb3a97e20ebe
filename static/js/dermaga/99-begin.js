import { all, bind } from "./01-parts.js";

// Long work shows how far it is; who is reading below is not pulled away
for (const box of all("[data-reload]")) {
  setInterval(() => {
    if (!document.hidden && scrollY < 200) location.reload();
  }, Number(box.dataset.reload));
}

// The last of all files: a part that comes after it binds to nothing
bind(document);
