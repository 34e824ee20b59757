"""By what the shared cache knows its entries: a keyed digest, as a key may hold somebody's network address."""

from django.utils.crypto import salted_hmac


def keyed(key: str, prefix: str, version: int) -> str:
    """What stands in the table in place of a key."""
    return salted_hmac("copdir.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
