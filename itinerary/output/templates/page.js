"use strict";
(() => {
  const panel = document.getElementById("now");
  const told = panel.dataset;
  const day = 86400000;
  const entries = [...document.querySelectorAll(".entry[data-start]")].map((element) => ({
    element,
    start: Number(element.dataset.start) * 1000,
    end: Number(element.dataset.end) * 1000,
  }));
  const sections = [...document.querySelectorAll(".day")];

  function make(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function words(element, selector) {
    const found = element.querySelector(selector);
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "";
  }

  function fill(template, minutes) {
    return template
      .replace("{hours}", Math.floor(minutes / 60))
      .replace("{minutes}", minutes % 60);
  }

  function days(count, numeric) {
    const form = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric });
    return form.format(count, "day");
  }

  function until(instant, now) {
    const minutes = Math.ceil((instant - now) / 60000);
    if (minutes < 2 && instant - now < 60000) return told.atOnce;
    if (minutes < 60) return fill(told.minutes, minutes);
    if (minutes < 24 * 60) return fill(told.hours, minutes);
    return days(Math.floor((instant - now) / day), "always");
  }

  function left(instant, now) {
    const minutes = Math.ceil((instant - now) / 60000);
    return fill(minutes < 60 ? told.minutesLeft : told.hoursLeft, minutes);
  }

  function card(label, aside, entry, today) {
    const link = make("a", "card " + label.kind);
    link.href = "#" + entry.id;
    const head = make("span", "label");
    head.append(make("strong", "", label.text), make("span", "aside", aside));
    const when = make("span", "card-when");
    const other = entry.dataset.day && !(today && today.contains(entry));
    const clock = words(entry, ".clock").replace(/\s*–\s*/, "–");
    const zone = words(entry, ".zone");
    when.textContent = [other ? entry.dataset.day : "", clock, zone].filter(Boolean).join(" · ");
    const title = make("span", "card-title", words(entry, ".title"));
    title.dir = "auto";
    link.append(head, title);
    if (when.textContent) link.append(when);
    const place = words(entry, ".place");
    if (place) link.append(make("span", "card-place", place));
    const status = entry.querySelector(".status");
    if (status && !entry.classList.contains("confirmed")) link.append(status.cloneNode(true));
    return link;
  }

  function show() {
    const now = Date.now();
    const start = Number(told.start) * 1000;
    const end = Number(told.end) * 1000;
    const at = (section) =>
      Number(section.dataset.start) * 1000 <= now && now < Number(section.dataset.end) * 1000;
    const today = sections.find(at);
    const present = entries.filter((one) => one.start <= now && now < one.end);
    const coming = entries.filter((one) => one.start > now);
    const first = Math.min(...coming.map((one) => one.start));
    const next = coming.filter((one) => one.start === first);
    const line = panel.querySelector(".today");
    const cards = panel.querySelector(".cards");
    cards.textContent = "";
    line.textContent = "";
    panel.querySelector("h2").textContent = now < start && !today ? told.before : told.today;
    if (today) {
      const link = make("a", "", words(today, "h2"));
      link.href = "#" + today.id;
      const more = [words(today, ".number"), words(today, ".towns")].filter(Boolean);
      line.append(link, make("span", "", more.join(" · ")));
    } else if (now < start) {
      line.textContent = told.begins.replace("{when}", days(Math.ceil((start - now) / day), "auto"));
    } else if (now >= end && !coming.length && !present.length) {
      panel.querySelector("h2").textContent = told.after;
      line.textContent = told.over;
    }
    for (const one of present) {
      const label = { kind: "present", text: told.now };
      cards.append(card(label, left(one.end, now), one.element, today));
    }
    for (const one of next) {
      const label = { kind: "next", text: told.next };
      cards.append(card(label, until(one.start, now), one.element, today));
    }
    if (today) {
      for (const night of today.querySelectorAll(".nights .entry:not(.off)")) {
        const row = make("p", "tonight");
        row.append(make("strong", "", told.tonight), " ");
        row.append(make("bdi", "", words(night, ".place") || words(night, ".title")));
        cards.append(row);
      }
      if (!present.length && !next.length) cards.prepend(make("p", "", told.nothing));
    }
    for (const section of sections) {
      const link = document.querySelector('.jump a[href="#' + section.id + '"]');
      for (const one of [section, link]) {
        if (section === today) one.setAttribute("aria-current", "date");
        else one.removeAttribute("aria-current");
      }
    }
    for (const one of entries) one.element.classList.toggle("present", present.includes(one));
    panel.hidden = !line.textContent && !cards.childElementCount;
  }

  function tick() {
    show();
    setTimeout(tick, 60000 - (Date.now() % 60000));
  }

  tick();
  const chosen = document.querySelector(".jump a[aria-current]");
  if (chosen) chosen.closest("nav").scrollLeft = chosen.offsetLeft - 16;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) show();
  });

  const copy = document.getElementById("copy");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const address = document.getElementById("address");
      try {
        await navigator.clipboard.writeText(address.textContent);
        copy.textContent = copy.dataset.copied;
      } catch {
        getSelection().selectAllChildren(address);
      }
    });
  }
})();
