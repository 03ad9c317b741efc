const all = (wanted, within = document) => within.querySelectorAll(wanted);
const one = (wanted, within = document) => within.querySelector(wanted);

// Dark or light.
one("[data-theme-switch]")?.addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// Copying.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = document.body.dataset.copied;
  } catch {
    prompt(document.body.dataset.copyThis, button.dataset.copy);
  }
  setTimeout(() => { button.textContent = before; }, 1500);
});

// A reel plays, without sound, while somebody points at it or has it in focus, or when its play button is pressed.
function preview(link) {
  if (one("video", link)) return;
  const film = Object.assign(document.createElement("video"), {
    muted: true, loop: true, playsInline: true, src: link.dataset.preview, tabIndex: -1,
  });
  film.setAttribute("aria-hidden", "true");
  link.append(film);
  film.play().catch(() => film.remove());
}
function rest(link) { one("video", link)?.remove(); }
function enliven(card) {
  for (const button of all("[data-play]", card)) {
    button.addEventListener("click", () => {
      const link = button.previousElementSibling;
      const isPlaying = one("video", link);
      for (const other of all("[data-preview]")) rest(other);
      if (!isPlaying) preview(link);
    });
  }
  for (const link of all("[data-preview]", card)) {
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && preview(link));
    link.addEventListener("pointerleave", () => rest(link));
    link.addEventListener("focus", () => link.matches(":focus-visible") && preview(link));
    link.addEventListener("blur", () => rest(link));
  }
}
enliven(document);

// Reels under way tell how they are doing; one that has ended is shown anew.
const open = () => [...all("[data-open]")];
if (open().length) {
  const news = new EventSource("/news");
  news.onmessage = async (event) => {
    const told = JSON.parse(event.data);
    for (const card of open()) {
      const state = told[card.dataset.open];
      if (state) {
        one("[data-doing]", card).textContent = state[0];
        const bar = one("progress", card);
        if (state[1] === null) bar.removeAttribute("value"); else bar.value = state[1];
      } else if (card.hasAttribute("data-whole")) {
        location.reload();
      } else {
        const answer = await fetch(`/reels/${card.dataset.open}/card`);
        if (!answer.ok) continue;
        const made = document.createElement("template");
        made.innerHTML = await answer.text();
        enliven(made.content);
        card.replaceWith(made.content);
      }
    }
    if (!open().length) news.close();
  };
}

// A shared reel counts that it is watched, liked and passed on.
const shared = one("[data-share]");
if (shared) {
  const count = (deed) => fetch(`${shared.dataset.share}/${deed}`, { method: "POST", keepalive: true });
  one("video", shared).addEventListener("play", () => count("view"), { once: true });
  for (const button of all("[data-deed]", shared)) {
    button.addEventListener("click", async () => {
      await count(button.dataset.deed);
      const likes = one("[data-likes]", button);
      if (likes && !button.disabled) {
        likes.textContent = new Intl.NumberFormat(document.documentElement.lang).format(Number(likes.dataset.likes) + 1);
        button.disabled = true;
      }
    });
  }
}

// The chat.
const chat = one("[data-chat]");
if (chat) {
  const lines = one("[data-lines]", chat), form = one("[data-say-form]", chat), progress = one("[data-progress]", chat);
  // Not to the last line: what is typed stays before it, and would hide its buttons.
  const toEnd = () => scrollTo(0, document.documentElement.scrollHeight);
  const isAtEnd = () => scrollY + innerHeight > document.documentElement.scrollHeight - 40;
  toEnd();
  const last = lines.lastElementChild?.dataset.line || 0;
  const news = new EventSource(`/chat/news?after=${last}`);
  news.addEventListener("line", (event) => {
    const made = document.createElement("template");
    made.innerHTML = JSON.parse(event.data);
    const line = one("[data-line]", made.content);
    if (one(`[data-line="${line.dataset.line}"]`, lines)) return;
    lines.append(made.content);
    toEnd();
  });
  news.addEventListener("progress", (event) => {
    const wasAtEnd = isAtEnd();
    progress.textContent = JSON.parse(event.data);
    progress.hidden = !progress.textContent;
    if (wasAtEnd) toEnd();
  });
  const say = async (text) => {
    const body = new URLSearchParams({ form_key: form.elements.form_key.value, text });
    const answer = await fetch("/chat", { method: "POST", body });
    const fresh = await answer.text();
    // A token's secret is shown once, on a page of its own.
    if (!answer.redirected && answer.ok) document.documentElement.innerHTML = fresh;
    // In another language all of the page is, not the answer alone.
    else if (new DOMParser().parseFromString(fresh, "text/html").documentElement.lang !== document.documentElement.lang) location.reload();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const box = form.elements.text, text = box.value.trim();
    box.value = "";
    if (text) say(text);
    box.focus();
  });
  lines.addEventListener("click", (event) => {
    const button = event.target.closest("[data-say]");
    if (!button) return;
    // A command that waits for more words is put where they are typed.
    if (/[= ]$/.test(button.dataset.say)) {
      form.elements.text.value = button.dataset.say;
      form.elements.text.focus();
    } else {
      say(button.dataset.say);
    }
  });
}
