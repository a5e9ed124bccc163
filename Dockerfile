# One image, three commands: `kutsu serve` (the default), `kutsu work`, `kutsu migrate`.
FROM python:3.12-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/kutsu
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# the locked packages change seldom, so they make a layer of their own
COPY requirements/runtime.txt requirements/
RUN pip install --only-binary=:all: --require-hashes --requirement requirements/runtime.txt

COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY templates templates
COPY locales locales
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation --no-index . \
    && rm -rf app templates locales migrations

# root owns the program, and the program cannot change itself: it writes under var/ only
RUN useradd --system --uid 10001 --no-create-home kutsu && install -d -o kutsu -g kutsu var
USER kutsu
VOLUME /srv/kutsu/var

ENV KUTSU_MODE=production KUTSU_HOST=0.0.0.0 KUTSU_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/live', timeout=4)"]
CMD ["kutsu", "serve"]
