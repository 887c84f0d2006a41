// One bundle for every page. Each part looks for its own elements and does nothing where there are none.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";

import { startAges } from "./ages.js";
import { bell } from "./bell.js";
import { startBook } from "./book.js";
import { startBuilder } from "./builder.js";
import { startBumpKeys } from "./bump-keys.js";
import { startCardForm } from "./card-form.js";
import { startDialogs } from "./dialogs.js";
import { startForms, stepper } from "./forms.js";
import { startInstalling } from "./installing.js";
import { startLive } from "./live.js";
import { menuSearch, startCategories, startMenu } from "./menu.js";
import { themeSwitch } from "./theme-switch.js";
import { startToasts } from "./toasts.js";

window.htmx = htmx;

Alpine.data("bell", bell);
Alpine.data("menuSearch", menuSearch);
Alpine.data("stepper", stepper);
Alpine.data("themeSwitch", themeSwitch);

function start() {
  Alpine.start();
  startAges();
  startBook(htmx);
  startBuilder();
  startCategories();
  startBumpKeys();
  startCardForm();
  startDialogs();
  startForms();
  startInstalling();
  startLive(htmx);
  startMenu(htmx);
  startToasts();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
