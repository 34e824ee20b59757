# The site as an image: two stages, so that what runs holds no build tools. The database and the mail server are elsewhere.
#   docker build --build-arg COMMIT=$(git rev-parse HEAD) --tag copdir .
#   docker build --target backup --tag copdir-backup .    with PostgreSQL's own tools beside it

FROM python:3.13-slim-bookworm AS build
WORKDIR /srv/copdir
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY . .
# Gathering static files reads the settings but no database, and keeps none of these values.
RUN DATABASE_URL=postgresql:///none SECRET_KEY=none ALLOWED_HOSTS=none \
    /opt/venv/bin/python manage.py collectstatic --noinput \
    && /opt/venv/bin/python -m compileall -q copdir communities submissions

FROM python:3.13-slim-bookworm AS site
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin copdir \
    && install -d -o copdir /srv/copdir/var/releases /srv/copdir/var/kept /backups
WORKDIR /srv/copdir
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/copdir /srv/copdir
ARG COMMIT="not stated"
ENV COMMIT=$COMMIT
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-m", "copdir.health"]
CMD ["python", "-m", "gunicorn", "--bind", "0.0.0.0:8000"]

# The same with pg_dump and pg_restore as new as the server, from PostgreSQL's own packages for Debian.
FROM site AS backup
# hadolint ignore=DL3066
USER root
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*
USER 10001
HEALTHCHECK NONE

# What is built where no target is named.
FROM site
