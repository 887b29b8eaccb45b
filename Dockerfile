# Pronto: `run` by default, engine and API together; `engine` or `api` as the command runs one of them (compose.yaml).
# Everything installed is pinned with its hash; the image holds no secret and no default password.

# By version and digest; `docker buildx imagetools inspect python:3.13-slim` shows the newest.
ARG PYTHON_IMAGE=python:3.13.15-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

FROM ${PYTHON_IMAGE} AS base
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /src

# The pages, built by the Node of the lock.
FROM base AS pages
COPY requirements/web.txt requirements/
RUN python -m venv /opt/node && /opt/node/bin/python -m pip install --require-hashes -r requirements/web.txt
ENV PATH=/opt/node/bin:$PATH
COPY web/package.json web/package-lock.json web/.npmrc web/
RUN cd web && npm ci
COPY web web
COPY api/openapi.json api/
RUN cd web && npm run build

FROM base AS build
COPY requirements requirements
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --require-hashes -r requirements/runtime.txt \
    && python -m venv /opt/build \
    && /opt/build/bin/python -m pip install --require-hashes -r requirements/build.txt
COPY . .
COPY --from=pages /src/api/pages/built api/pages/built
# The wheel is made without build isolation, by the locked tools, and unpacked into /app.
RUN /opt/build/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/venv/bin/python -m pip install --no-deps --target /app /wheel/*.whl

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --home-dir /var/lib/pronto --create-home --shell /usr/sbin/nologin pronto \
    && chmod 700 /var/lib/pronto
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# PYTHONPATH comes before what is installed, so the names `api` and `ami` always mean ours.
ENV PATH=/app/bin:/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PRONTO_STATE_DIR=/var/lib/pronto PRONTO_LOG_FORMAT=json
WORKDIR /app
USER pronto
VOLUME /var/lib/pronto
EXPOSE 8080
# SIGTERM drains: no new call, those that ring are waited for.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["pronto"]
CMD ["run"]
