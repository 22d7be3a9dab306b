"use strict";
/* What a page does beyond showing: the live feed, numbers that follow it, the status strip, lanes that can be put away,
   and the page's own entry in a row that is wider than a phone.
   Everything works without it; nothing is ever inserted as markup but our own fragments. */
(() => {
  const SHOWN = 40, REMEMBERED = 5000, NUMBERS_MS = 2000, NEWS_MS = 5000, STATUS_MS = 15000;
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const group = document.documentElement.lang === "en" ? "," : "\u202f";
  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, group);

  function row(event) {
    const article = document.createElement("article");
    article.className = "row";
    article.dataset.event = event.id;
    const head = article.appendChild(document.createElement("p"));
    head.className = "row-head";
    const tag = head.appendChild(document.createElement("span"));
    tag.className = `tag tag-${event.service}`;
    tag.textContent = event.title;
    const place = head.appendChild(document.createElement("span"));
    place.className = "row-place";
    place.textContent = event.place;
    const time = head.appendChild(document.createElement("time"));
    time.dateTime = event.time;
    time.textContent = event.when;
    const says = article.appendChild(document.createElement("p"));
    says.className = "row-says";
    const link = says.appendChild(document.createElement("a"));
    link.href = event.href;
    link.textContent = event.says;
    return article;
  }

  function live(card) {
    const feed = card.querySelector("[data-feed]"), empty = card.querySelector("[data-empty]");
    const state = card.querySelector("[data-live-state]"), words = card.querySelector("[data-live-words]");
    const news = card.querySelector("[data-news]"), pause = card.querySelector("[data-pause]");
    const told = state.dataset, known = new Set([...feed.querySelectorAll("[data-event]")].map((each) => each.dataset.event));
    let waiting = [], paused = false, untold = 0, last = null;

    const show = (kind, text) => {
      state.className = `live-state small is-${kind}`;
      if (words.textContent !== text) words.textContent = text;
    };
    const add = (event) => {
      const item = document.createElement("li");
      item.className = "fresh";
      item.append(row(event));
      feed.prepend(item);
      while (feed.children.length > SHOWN) feed.lastElementChild.remove();
      empty.hidden = true;
      untold += 1;
      last = event;
    };
    const source = new EventSource(card.dataset.live + (card.dataset.live.endsWith("?") ? "" : "&") + new URLSearchParams({ since: card.dataset.since }));
    source.addEventListener("open", () => { if (!paused) show("live", told.wordsLive); });
    source.addEventListener("happened", (message) => {
      const event = JSON.parse(message.data);
      if (known.has(event.id)) return;
      if (known.size > REMEMBERED) known.clear();
      known.add(event.id);
      if (!paused) add(event);
      else {
        waiting.push(event);
        show("paused", say(told.wordsPaused, { n: number(waiting.length) }));
      }
      document.dispatchEvent(new CustomEvent("happened"));
    });
    source.addEventListener("skipped", () => show("live", told.wordsSkipped));
    source.addEventListener("signed-out", () => { source.close(); show("away", told.wordsEnded); });
    source.addEventListener("error", () => show("away", source.readyState === EventSource.CLOSED ? told.wordsEnded : told.wordsAway));
    pause.hidden = false;
    pause.addEventListener("click", () => {
      paused = !paused;
      pause.setAttribute("aria-pressed", String(paused));
      pause.querySelector("[data-pause-label]").textContent = paused ? told.wordsResume : told.wordsPause;
      if (paused) show("paused", say(told.wordsPaused, { n: 0 }));
      else {
        waiting.slice(-SHOWN).forEach(add);
        waiting = [];
        show(source.readyState === EventSource.OPEN ? "live" : "away", source.readyState === EventSource.OPEN ? told.wordsLive : told.wordsAway);
      }
    });
    setInterval(() => {
      if (!untold || paused) return;
      news.textContent = say(told.wordsNews, { n: number(untold), says: last.says });
      untold = 0;
    }, NEWS_MS);
    addEventListener("pagehide", () => source.close());
  }

  function numbers(board) {
    let due = null;
    const draw = (view) => {
      const all = [...view.funnel, ...view.requests, ...view.check_ins, ...view.overdue, ...view.cases];
      const most = Math.max(1, ...view.funnel.map((each) => each.count));
      for (const { stage, count } of all) {
        for (const place of board.querySelectorAll(`[data-count="${stage}"]`)) place.textContent = number(count);
        board.querySelector(`[data-width="${stage}"]`)?.setAttribute("width", String((100 * count) / most));
      }
      view.funnel.forEach(({ stage, count }, n) => {
        const share = board.querySelector(`[data-share="${stage}"]`), before = n && view.funnel[n - 1].count;
        if (share && before) share.textContent = `${Math.round((100 * count) / before)} %`;
      });
    };
    const late = board.querySelector("[data-late]");
    const ask = async () => {
      due = null;
      try {
        const [answer, list] = await Promise.all([fetch(board.dataset.pipeline), fetch(late.dataset.late)]);
        const text = list.ok && await list.text();
        if (text && !late.contains(document.activeElement)) late.innerHTML = text;
        if (answer.ok) draw(await answer.json());
      } catch { /* away: the numbers stay as they are, and the feed says that it is not connected */ }
    };
    document.addEventListener("happened", () => { due ??= setTimeout(ask, NUMBERS_MS); });
  }

  function status(strip) {
    let shown = "";
    const ask = async () => {
      try {
        const answer = await fetch(strip.dataset.status);
        const text = answer.ok && await answer.text();
        if (text && text !== shown && !strip.contains(document.activeElement)) strip.innerHTML = shown = text;
      } catch { /* the strip keeps its link to the operations */ }
    };
    ask();
    setInterval(() => { if (!document.hidden) ask(); }, STATUS_MS);
  }

  function lanes(boxes) {
    const put = () => boxes.forEach((box) => {
      document.querySelectorAll(`[data-of="${box.dataset.lane}"]`).forEach((each) => { each.hidden = !box.checked; });
    });
    boxes.forEach((box) => box.addEventListener("change", put));
  }

  document.querySelectorAll("[data-live]").forEach(live);
  document.querySelectorAll("[data-pipeline]").forEach(numbers);
  document.querySelectorAll("[data-status]").forEach(status);
  document.querySelector(".section [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  lanes([...document.querySelectorAll("[data-lane]")]);
  if (location.hash === "#outcome") document.getElementById("outcome")?.focus();
})();
