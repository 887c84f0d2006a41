// Builds src/static/dist from scss, js, icons and npm's fonts. Names carry no hash: Django's manifest storage adds them.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, copyFileSync, watch } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const modules = join(root, "node_modules");
const dist = join(here, "dist");

// What a first visit may weigh, in bytes as sent (brotli). The build fails beyond it.
const LIMITS = { "app.css": 35_000, "app.js": 60_000, "theme.js": 1_000, "icons.svg": 20_000, fonts: 100_000 };

const FONTS = {
  "figtree.woff2": "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
  "fraunces.woff2": "@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2",
};

async function buildStyles() {
  const { css } = sass.compile(join(here, "scss", "app.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: ["chrome115", "firefox115", "safari16"] });
  writeFileSync(join(dist, "app.css"), code);
}

async function buildScripts() {
  await esbuild.build({
    entryPoints: { app: join(here, "js", "app.js"), theme: join(here, "js", "theme.js") },
    outdir: dist,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome115", "firefox115", "safari16"],
    legalComments: "none",
    logLevel: "warning",
  });
}

function symbol(id, svg) {
  const viewBox = svg.match(/viewBox="([^"]+)"/)[1];
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ").replace(/> </g, "><").trim();
  return `<symbol id="${id}" viewBox="${viewBox}">${body}</symbol>`;
}

function buildIcons() {
  const taken = JSON.parse(readFileSync(join(here, "icons", "bootstrap-icons.json"), "utf8"));
  const theirs = taken.map((name) => symbol(name, readFileSync(join(modules, "bootstrap-icons", "icons", `${name}.svg`), "utf8")));
  const ours = readdirSync(join(here, "icons"))
    .filter((file) => file.endsWith(".svg"))
    .sort()
    .map((file) => symbol(file.slice(0, -4), readFileSync(join(here, "icons", file), "utf8")));
  writeFileSync(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${[...theirs, ...ours].join("")}</svg>`);
}

function copyFonts() {
  mkdirSync(join(dist, "fonts"), { recursive: true });
  for (const [name, source] of Object.entries(FONTS)) copyFileSync(join(modules, source), join(dist, "fonts", name));
}

function copyPictures() {
  for (const name of readdirSync(join(here, "pictures"))) copyFileSync(join(here, "pictures", name), join(dist, name));
}

function weigh() {
  let tooHeavy = false;
  const row = (name, raw, sent) => {
    const over = LIMITS[name] && sent > LIMITS[name];
    tooHeavy ||= Boolean(over);
    console.log(`${name.padEnd(12)} ${String(raw).padStart(8)} bytes, ${String(sent).padStart(7)} sent${over ? `  TOO HEAVY (limit ${LIMITS[name]})` : ""}`);
  };
  for (const name of ["app.css", "app.js", "theme.js", "icons.svg"]) {
    const bytes = readFileSync(join(dist, name));
    row(name, bytes.length, Math.min(brotliCompressSync(bytes).length, gzipSync(bytes).length));
  }
  const fonts = Object.keys(FONTS).reduce((sum, name) => sum + readFileSync(join(dist, "fonts", name)).length, 0);
  row("fonts", fonts, fonts);
  return tooHeavy;
}

async function build() {
  mkdirSync(dist, { recursive: true });
  copyFonts();
  copyPictures();
  await buildStyles();
  await buildScripts();
  buildIcons();
  return weigh();
}

if (process.argv.includes("--watch")) {
  const again = () => build().catch((problem) => console.error(problem.message));
  await again();
  for (const part of ["scss", "js", "icons", "pictures"]) watch(join(here, part), again);
} else {
  rmSync(dist, { recursive: true, force: true });
  const tooHeavy = await build();
  await esbuild.stop();
  process.exit(tooHeavy ? 1 : 0); // whatever a library still holds open must not keep `make` waiting
}
