"""How gunicorn serves the site, here and in the container; the command line may overrule any of it."""

import os

wsgi_app = "copdir.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.setdefault("WEB_CONCURRENCY", "2"))
# Loaded once and forked, so that one who is killed is replaced at once and not after seconds of importing. New code
# comes with a new server, not by SIGHUP.
preload_app = True
threads = 16
timeout = 60
graceful_timeout = 10
keepalive = 5
# The guide's answers travel in the address; what is longer than 7,000 characters it refuses itself, in words.
limit_request_line = 8190
# No access log: addresses under /submission/ are keys. Django logs what went wrong.
accesslog = None
# The control socket would be shared by every gunicorn of the same user.
control_socket_disable = True
