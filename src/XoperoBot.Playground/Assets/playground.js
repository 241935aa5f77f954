// Makes the page live. Without it everything still works by sending forms and loading the page again.

import { enhance } from "./combobox.js";

const page = document.body;
const log = document.getElementById("log");
const history_ = document.querySelector(".history");
const announcer = document.getElementById("announcer");
const toast = document.getElementById("toast");
const connection = document.getElementById("connection");
const typing = document.getElementById("typing");
const confirmation = document.getElementById("confirm");
const say = document.getElementById("say");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const title = document.title;
const closeWhenHiddenFor = 30_000;

let unread = 0;

function wait(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

function tell(sentence) {
  toast.textContent = sentence;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { toast.textContent = ""; }, 8000);
}

// Times in the reader's own zone

const formats = {
  full: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }),
  date: new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }),
  clock: new Intl.DateTimeFormat(undefined, { timeStyle: "short" }),
};

function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    const own = time.closest(".who") && today ? "clock" : time.dataset.style;
    time.title = time.textContent;
    time.textContent = formats[own].format(at);
  }
}

// Sending

async function send(form, button, extra = {}) {
  const body = new URLSearchParams(new FormData(form, button));
  body.set("delivery", crypto.randomUUID());
  body.set("zone", zone);
  for (const [name, value] of Object.entries(extra)) {
    body.set(name, value);
  }
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      // The same delivery id each time: what arrived twice counts once.
      const response = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Playground": "script" } });
      if (response.status < 500) {
        return response;
      }
    } catch {
      // The connection failed; the next attempt may reach it.
    }
    await wait(400 * 2 ** attempt);
  }
  return null;
}

function explain(response) {
  if (response === null) {
    tell("Not sent: the bot cannot be reached. Please try again.");
  } else if (response.status === 403) {
    tell("This page is out of date. Please load it again.");
  } else if (!response.ok) {
    tell("Not sent: this is no longer possible here. Please load the page again.");
  }
  return response?.ok ?? false;
}

function ask(question) {
  document.getElementById("confirm-text").textContent = question;
  confirmation.returnValue = "no";
  confirmation.showModal();
  return new Promise(resolve => confirmation.addEventListener(
    "close", () => resolve(confirmation.returnValue === "yes"), { once: true }));
}

const senders = {
  async say(form, button) {
    const typed = form.id === "composer" ? say.value : null;
    if (typed !== null) {
      if (typed.trim() === "") {
        return;
      }
      say.value = "";
    }
    if (!explain(await send(form, button, typed === null ? {} : { text: typed })) && typed !== null && say.value === "") {
      say.value = typed;
    }
    if (page.dataset.live !== "true") {
      location.assign(`/?as=${page.dataset.as}&in=${page.dataset.in}`);
    }
  },

  async card(form, button) {
    if (!button || (button.dataset.confirm && !await ask(button.dataset.confirm))) {
      return;
    }
    const card = form.querySelector(".card");
    card.setAttribute("aria-busy", "true");
    explain(await send(form, button, { confirmed: "yes" }));
    card.removeAttribute("aria-busy");
  },

  async form(form, button) {
    explain(await send(form, button));
  },

  async control(form, button) {
    const response = await send(form, button);
    if (explain(response)) {
      const { sentence, html } = await response.json();
      const panel = document.getElementById("panel");
      const chosen = [...panel.querySelectorAll("select")].map(select => [select.id, select.value]);
      panel.replaceWith(parse(html));
      for (const [id, value] of chosen) {
        const select = document.getElementById(id);
        if (select && [...select.options].some(option => option.value === value)) {
          select.value = value;
        }
      }
      document.querySelector(`#panel button[value="${CSS.escape(button.value)}"]`)?.focus();
      tell(sentence);
    }
  },
};

document.addEventListener("submit", async event => {
  const form = event.target;
  const sender = senders[form.dataset.post];
  if (!sender) {
    return;
  }
  event.preventDefault();
  if (form.dataset.busy) {
    return;
  }
  form.dataset.busy = "true";
  try {
    await sender(form, event.submitter);
  } finally {
    delete form.dataset.busy;
  }
});

// Receiving

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function keepFocus(before, after) {
  const active = document.activeElement;
  if (!before.contains(active)) {
    return;
  }
  const wrong = after.querySelector("[aria-invalid=true]");
  const same = active.dataset.command && after.querySelector(`[data-command="${CSS.escape(active.dataset.command)}"]`);
  const target = wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong;
  (target ?? same ?? after.querySelector(".card") ?? say).focus();
}

function show(html) {
  const entry = parse(html);
  localise(entry);
  enhance(entry);
  const known = document.getElementById(entry.id);
  if (known) {
    if (Number(known.dataset.change) >= Number(entry.dataset.change)) {
      return;
    }
    known.after(entry);
    keepFocus(known, entry);
    known.remove();
  } else {
    const later = [...log.querySelectorAll(".entry")].findLast(other => Number(other.dataset.ordinal) < Number(entry.dataset.ordinal));
    if (!later && log.querySelector(".more") && log.querySelector(".entry")) {
      // An old entry changed that this page does not show.
      return;
    }
    document.getElementById("empty")?.remove();
    entry.classList.add("new");
    later ? later.after(entry) : log.append(entry);
    const atEnd = history_.scrollTop > -160;
    if (atEnd || entry.classList.contains("mine")) {
      history_.scrollTop = 0;
    }
  }
  if (!entry.classList.contains("mine")) {
    typing.hidden = true;
    announcer.textContent = entry.dataset.summary;
    if (document.hidden) {
      unread++;
      document.title = `(${unread}) ${title}`;
    }
  }
}

const handlers = {
  entry({ place, html }) {
    if (html !== null) {
      show(html);
      return;
    }
    const dot = document.querySelector(`.place[data-place="${CSS.escape(place)}"] .dot`);
    if (dot) {
      dot.hidden = false;
    }
  },

  working({ place }) {
    if (place === page.dataset.in) {
      typing.hidden = false;
      clearTimeout(handlers.timer);
      handlers.timer = setTimeout(() => { typing.hidden = true; }, 12_000);
    }
  },
};

let source = null;
let after = page.dataset.after;

function listen() {
  if (source || page.dataset.live !== "true") {
    return;
  }
  source = new EventSource(`/playground/events?as=${page.dataset.as}&in=${page.dataset.in}&after=${after}`);
  source.addEventListener("open", () => {
    connection.textContent = "Live";
    connection.classList.remove("lost");
  });
  source.addEventListener("error", () => {
    connection.textContent = "Reconnecting…";
    connection.classList.add("lost");
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(listen, 2000);
    }
  });
  for (const type of ["hello", "entry", "working"]) {
    source.addEventListener(type, event => {
      after = event.lastEventId || after;
      handlers[type]?.(JSON.parse(event.data));
    });
  }
}

// A browser opens few connections to one host: tabs that nobody looks at give theirs back.
let sleep = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(sleep);
  if (document.hidden) {
    sleep = setTimeout(() => { source?.close(); source = null; }, closeWhenHiddenFor);
    return;
  }
  unread = 0;
  document.title = title;
  listen();
});

// The panel takes room that a small screen does not have.
if (matchMedia("(max-width: 1180px)").matches) {
  document.querySelector("#panel details")?.removeAttribute("open");
}

localise(document);
enhance(document);
listen();
if (page.dataset.live === "true" && matchMedia("(pointer: fine)").matches) {
  say?.focus();
}
