(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  // One sound at a time.
  document.addEventListener("play", (event) => {
    for (const audio of all("audio")) if (audio !== event.target) audio.pause();
  }, true);

  for (const place of all(".place")) {
    const audio = place.querySelector("audio");
    const wave = place.querySelector(".wave");
    if (!audio || !wave) continue;
    const seconds = Number(wave.dataset.seconds);
    const width = wave.viewBox.baseVal.width;
    const playFrom = (time) => { audio.currentTime = Math.max(0, Math.min(time, seconds)); audio.play(); };

    // The line that moves with the sound; a click plays from there.
    const head = document.createElementNS(wave.namespaceURI, "line");
    head.setAttribute("class", "head");
    head.setAttribute("y2", wave.viewBox.baseVal.height);
    wave.append(head);
    wave.classList.add("heard");
    const follow = () => {
      const x = seconds > 0 ? audio.currentTime / seconds * width : 0;
      head.setAttribute("x1", x);
      head.setAttribute("x2", x);
      if (!audio.paused) requestAnimationFrame(follow);
    };
    for (const name of ["play", "pause", "seeked", "ended"]) audio.addEventListener(name, follow);
    wave.addEventListener("click", (event) => {
      const box = wave.getBoundingClientRect();
      playFrom((event.clientX - box.left) / box.width * seconds);
    });

    for (const finding of all("[data-at]", place)) {
      const button = make("button", "play it");
      button.type = "button";
      button.addEventListener("click", () => playFrom(Number(finding.dataset.at) - 0.5));
      finding.append(" ", button);
    }
  }

  // Buttons that show only the places with one kind of finding.
  for (const list of all("[data-filter]")) {
    const places = all("[data-kinds]", list);
    const kinds = new Map();
    for (const place of places) {
      for (const kind of place.dataset.kinds.split(" ")) {
        if (kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
    if (kinds.size < 2) continue;
    const tools = make("div", "Show: ");
    tools.className = "tools";
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "Kinds of findings");
    const buttons = [["", places.length], ...kinds].map(([kind, count]) => {
      const name = kind.replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase()) || "all";
      const button = make("button", name + " (" + count + ")");
      button.type = "button";
      button.setAttribute("aria-pressed", String(kind === ""));
      button.addEventListener("click", () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        for (const place of places) {
          place.hidden = kind !== "" && !place.dataset.kinds.split(" ").includes(kind);
        }
      });
      tools.append(button);
      return button;
    });
    list.prepend(tools);
  }

  // n and p go to the next and the previous place.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !["n", "p"].includes(event.key)) return;
    const places = all(".place:not([hidden])");
    const edge = 24;
    const later = places.filter((place) => place.getBoundingClientRect().top > edge);
    const earlier = places.filter((place) => place.getBoundingClientRect().top < 0);
    const place = event.key === "n" ? later[0] : earlier.at(-1);
    if (!place) return;
    place.scrollIntoView();
    place.querySelector(".time")?.focus({ preventScroll: true });
  });
  for (const hint of all("[data-keys]")) hint.hidden = false;

  document.documentElement.classList.add("scripted");
})();
