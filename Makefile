# What can be asked of this checkout. Everything runs in .venv/, made from the hash-locked requirements.

PYTHON ?= python3
LOCK := requirements-dev.lock
PY := .venv/bin/python
# Checks read the settings but no database, so none is started for them.
CHECK := DEBUG=1 DATABASE_URL=postgresql:///none?host=/nonexistent
TEMPLATES := $(shell find templates -name '*.html')
FRENCH := locale/fr/LC_MESSAGES/django.po
# What makes a lock: its hashes and no address.
EXPORT := uv export --quiet --frozen --no-emit-project --no-header --format requirements-txt
# Not the site's own words, or words for developers alone.
NOT_TRANSLATED := .venv* var tests bench submissions/design templates/design

# A run of tests starts Python some dozen times, and each start would compile all that it loads.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-long faults fuzz check compiled html bench messages pictures backup restore audit sbom licences \
	mutants upgrade stop clean

run: .venv/ready
	@exec $(PY) -m copdir.serve

# Checks leave a core alone. Meanwhile it compiles the tests, which in a new checkout each worker would do for itself;
# what cannot be read is told when they run.
test: browser
	@$(MAKE) --no-print-directory --jobs=2 check compiled
	@$(PY) -m pytest

compiled: .venv/ready
	@$(PY) -m pytest --collect-only -qq --numprocesses=0 >/dev/null || true

test-long: .venv/ready browser
	@$(PY) -m pytest -m long

# What the site outlives (docs/faults.md); OF=workers: one fault; N=200: with so many senders, and shorter.
faults: .venv/ready
	@SENDERS=$(N) $(PY) -m pytest tests/faults -m fault --numprocesses=0 $(if $(OF),-k $(OF))

# What nobody meant to send (docs/security.md); OF=queries: one subject; N=2400: so many queries, and the rest in proportion.
fuzz: .venv/ready
	@N=$(N) SEED=$(SEED) $(PY) -m pytest -m fuzz --show-capture=no $(if $(OF),-k $(OF))

check: .venv/ready
	$(PY) -m ruff format --check --quiet .
	$(PY) -m ruff check --quiet .
	.venv/bin/djade --check --target-version 5.2 $(TEMPLATES)
	$(PY) -m mypy --no-error-summary
	$(CHECK) $(PY) manage.py check
	$(CHECK) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

# The Nu HTML checker wants Java and, once, npm, so it is apart from `make test`, which uses it where it is there already.
html: .venv/ready
	@$(PY) -m tests.nu
	@$(PY) -m pytest --numprocesses=0 tests/test_html.py

bench: .venv/ready
	@MINUTES=$(MINUTES) $(PY) -m bench $(OF)

# What code and templates say, gathered for translation, and what was translated, made ready to be served. The date that
# xgettext writes goes: it would differ each time though nothing else did.
messages: .venv/ready
	@command -v xgettext >/dev/null || { echo 'The GNU gettext tools are needed: apt-get install gettext' >&2; exit 1; }
	@$(CHECK) $(PY) manage.py makemessages --locale fr --no-wrap --no-obsolete --add-location file \
		$(NOT_TRANSLATED:%=--ignore=%)
	@sed -i.before '/^"POT-Creation-Date: /d' $(FRENCH) && rm $(FRENCH).before
	@$(CHECK) $(PY) manage.py compilemessages --locale fr $(NOT_TRANSLATED:%=--ignore=%)

# Known vulnerabilities, risky code, secrets, licences: it asks PyPI, so it is apart from `make test`.
audit: .venv-audit/ready .venv-runtime/ready
	@.venv-audit/bin/python -m audit

# The bill of materials of this version, into var/, and the list of licences, into docs/.
sbom: .venv-audit/ready .venv-runtime/ready
	@.venv-audit/bin/python -m audit.bill

licences: .venv-audit/ready .venv-runtime/ready
	@.venv-audit/bin/python -m audit.licences

# How many faults put into the modules that decide are noticed by their tests; OF=entry: one of them. Takes its time.
mutants: .venv/ready
	@$(PY) -m tests.mutants $(OF)

# Every package as new as pyproject.toml lets it be. uv is told of no address, and its own lock is not kept.
upgrade:
	@command -v uv >/dev/null || { echo 'uv is needed: pip install uv' >&2; exit 1; }
	@rm -f uv.lock && uv lock --quiet
	@$(EXPORT) --no-default-groups --output-file requirements.lock
	@$(EXPORT) --output-file requirements-dev.lock
	@$(EXPORT) --only-group audit --output-file requirements-audit.lock
	@rm uv.lock
	@$(MAKE) licences check

# Of every page and state into var/pictures/, and of a few into docs/pictures/; OF=list: only those so named.
pictures: browser
	@$(PY) -m tests.pictures $(OF)

# The journeys drive a real browser; without one this says how to get it.
.PHONY: browser
browser: .venv/ready
	@$(PY) -m tests.chromium

# A backup into var/backups/, or into TO=folder; and one of them, FROM=folder, into an empty database, or into a new one INTO=name.
backup: .venv/ready
	@$(PY) manage.py backup $(if $(TO),--to "$(TO)")

restore: .venv/ready
	@test -n "$(FROM)" || { echo 'Say which backup: make restore FROM=var/backups/2026-01-31T02-00-00Z' >&2; exit 1; }
	@$(PY) manage.py restore "$(FROM)" $(if $(INTO),--into "$(INTO)")

stop:
	@test ! -x $(PY) || $(PY) -m copdir.serve stop

# Everything that these commands made goes: the trial's database and letters too.
clean: stop
	@test ! -x $(PY) || $(PY) -m copdir.postgres erase
	@rm -rf .venv .venv-audit .venv-runtime var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis

# What is deployed and nothing else, not even pip.
.venv-runtime/ready: requirements.lock .venv-audit/ready
	@rm -rf $(@D)
	@$(PYTHON) -m venv --without-pip $(@D)
	@.venv-audit/bin/python -m pip --python $(@D)/bin/python install --quiet --disable-pip-version-check \
		--require-hashes --only-binary :all: -r $<
	@touch $@

.venv/ready: $(LOCK)
.venv-audit/ready: requirements-audit.lock

.venv/ready .venv-audit/ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 run' >&2; exit 1; }
	@echo 'Installing into $(@D)/ …'
	@if command -v uv >/dev/null; then \
		uv venv --quiet --allow-existing --no-python-downloads --python $(PYTHON) $(@D) && \
		uv pip install --quiet --python $(@D)/bin/python --require-hashes --only-binary :all: -r $^; \
	else \
		$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
			{ echo 'Python lacks ensurepip: apt-get install python3-venv' >&2; exit 1; }; \
		$(PYTHON) -m venv $(@D) && \
		$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $^; \
	fi
	@touch $@
