// Telegram puts what it vouches for into the address, behind the hash.
const told = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
if (told) {
  const form = document.querySelector("[data-mini]");
  form.elements.init_data.value = told;
  form.submit();
} else {
  document.querySelector("[data-outside]").hidden = false;
}
