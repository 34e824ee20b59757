"""The mailbox behind the spellings of an address."""


def mailbox_of(address: str) -> str:
    """The mailbox behind the spellings of an address: without case, dots and what follows a plus."""
    local, _at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"
