import { parts } from "./01-parts.js";

// Photos become small before they travel over a patchy line
async function smaller(file, width) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, width / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const ground = canvas.getContext("2d");
  ground.fillStyle = "white"; // a JPEG has no holes: what was cut out would lie on black
  ground.fillRect(0, 0, canvas.width, canvas.height);
  ground.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return blob && blob.size < file.size ? new File([blob], "foto.jpg", { type: "image/jpeg" }) : file;
}
parts["input[data-shrink]"] = (input) => {
  let newest = 0;
  input.addEventListener("change", async () => {
    const turn = ++newest;
    const kept = new DataTransfer();
    for (const file of [...input.files]) {
      kept.items.add(await smaller(file, Number(input.dataset.shrink)).catch(() => file));
    }
    if (turn !== newest) return; // others were chosen while these became small
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
};
