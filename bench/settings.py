"""The site as it is deployed, with the references beside it. `BENCH_STORE=0`: no page is kept, so each is made anew."""

import os

from copdir.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
if os.environ.get("BENCH_STORE") == "0":
    PAGE_STORE_BYTES = 0
