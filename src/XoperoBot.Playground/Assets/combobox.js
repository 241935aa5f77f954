// Fields that look up their choices (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).

const page = document.body;
const announcer = document.getElementById("announcer");

/** Gives every lookup field below the root its list. */
export function enhance(root) {
  for (const field of root.querySelectorAll(".field.lookup")) {
    makeCombobox(field);
  }
}

function makeCombobox(field) {
  const input = field.querySelector(".combo input");
  const list = field.querySelector(".options");
  const chips = field.querySelector(".chips");
  const { name, source: from, many } = field.dataset;
  let active = -1;
  let asked = 0;
  let timer = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  chips.querySelectorAll(".chip").forEach(addRemover);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function mark(index) {
    const all = options();
    if (all.length === 0) {
      return;
    }
    active = (index + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }

  function hidden(key, value) {
    const element = document.createElement("input");
    Object.assign(element, { type: "hidden", name: key, value });
    return element;
  }

  function addRemover(chip) {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `Remove ${chip.querySelector("bdi").textContent}`);
    remove.addEventListener("click", () => {
      chip.remove();
      input.focus();
    });
    chip.append(remove);
  }

  function choose({ value, label }) {
    if (many !== "true") {
      chips.replaceChildren();
    }
    const chosen = [...chips.querySelectorAll(`input[name="f-${CSS.escape(name)}"]`)];
    if (!chosen.some(other => other.value === value)) {
      const chip = document.createElement("li");
      const text = document.createElement("bdi");
      chip.className = "chip";
      text.textContent = label;
      chip.append(text, hidden(`f-${name}`, value), hidden(`l-${name}`, label));
      addRemover(chip);
      chips.append(chip);
      announcer.textContent = `${label} chosen`;
    }
    input.value = "";
    close();
    input.focus();
  }

  function offer(choices) {
    list.replaceChildren(...choices.map((choice, at) => {
      const option = document.createElement("li");
      const text = document.createElement("bdi");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      text.textContent = choice.label;
      option.append(text);
      option.addEventListener("mousedown", event => event.preventDefault());
      option.addEventListener("click", () => choose(choice));
      return option;
    }));
    list.hidden = choices.length === 0;
    active = -1;
    input.setAttribute("aria-expanded", String(choices.length > 0));
    announcer.textContent = choices.length === 0 ? "Nothing found" : `${choices.length} found`;
  }

  async function look() {
    const turn = ++asked;
    const query = new URLSearchParams({ as: page.dataset.as, in: page.dataset.in, source: from, q: input.value });
    try {
      const response = await fetch(`/playground/lookup?${query}`);
      const choices = response.ok ? await response.json() : [];
      if (turn === asked) {
        offer(choices);
      }
    } catch {
      close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      list.hidden ? look() : mark(event.key === "ArrowDown" ? active + 1 : active - 1);
    } else if (event.key === "Enter") {
      // Never sends the form from here: what was typed is no choice yet.
      event.preventDefault();
      options()[Math.max(active, 0)]?.click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}
