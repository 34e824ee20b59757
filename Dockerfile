# The site as an image: two stages, so that what runs holds no build tools. The database and the mail server are elsewhere.

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

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin copdir \
    && install -d -o copdir /srv/copdir/var/releases
WORKDIR /srv/copdir
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/copdir /srv/copdir
USER copdir
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "copdir.health"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
