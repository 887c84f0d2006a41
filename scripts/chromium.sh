#!/bin/sh
# Make sure that the browser journeys have a Chromium and a font to draw with. CHROMIUM may name one.
set -eu
for candidate in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$candidate" >/dev/null 2>&1 && exit 0
done
scripts/apt.sh "the tests in a real browser" chromium fonts-liberation
