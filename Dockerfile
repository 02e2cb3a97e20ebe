# Dermaga in one image: `docker compose up` runs it as shop, worker and database.
# Each step is one that also works outside a container. Debian 13 has the client of PostgreSQL 17, as old as the server in
# compose.yaml: an older pg_dump reads no newer server.
FROM python:3.11-slim-trixie
ENV PYTHONUNBUFFERED=1 MARKET_DATABASE_URL=sqlite:////data/market.db MARKET_MEDIA=/data/media MARKET_BACKUPS=/data/backups
RUN useradd --system --uid 1000 --create-home dermaga && mkdir /data && chown dermaga /data
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# What is built on comes first: another line of ours installs none of it again.
COPY pyproject.toml requirements.lock ./
COPY bin/setup.py bin/setup.py
# What an installation can do without is told by `--build-arg WITHOUT="typst obstore"`: no PDF, no bucket, 97 MB less.
ARG WITHOUT=
RUN python3 bin/setup.py run && .venv/bin/python -m pip uninstall -q -y $WITHOUT uv pip
COPY market market
COPY templates templates
COPY static static
# Nobody may write here when it runs, so it is compiled now.
RUN .venv/bin/python -m compileall -q -j 0 .venv/lib market && \
    .venv/bin/python -m market.web.compile_all && .venv/bin/python -m market.people.villages_read && chmod a+r templates/__pycache__/*
USER dermaga
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", ".venv/bin/market migrate && exec .venv/bin/market serve --host 0.0.0.0"]
