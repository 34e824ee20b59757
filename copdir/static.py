"""Which static files are gathered: what pages use, without what packages bring for pages that this site has not."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class UsedStaticFilesConfig(StaticFilesConfig):
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags", "rest_framework"]
