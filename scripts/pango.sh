#!/bin/sh
# Make sure that WeasyPrint finds what it draws letters with; without it everything works but PDF files.
set -eu
ready() {
    .venv/bin/python -c "import weasyprint" >/dev/null 2>&1 && [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name 'DejaVuSans*.ttf' 2>/dev/null | head -n 1)" ]
}
ready && exit 0
scripts/apt.sh "labels and reports as PDF" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core ||
    echo "Going on without them: labels and reports cannot be made as PDF." >&2
