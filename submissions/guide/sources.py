"""The documents that the guide's questions and advice come from, under the names that it uses for them."""

from typing import NamedTuple

ODI = "ODI toolkit"
DFID = "DFID 2004"
KM4DEV = "KM4Dev"
ANECDOTE = "Anecdote, KM4Dev"
WORLD_BANK = "World Bank toolkit"
OPSI_2021 = "OPSI 2021"
OPSI_2023 = "OPSI 2023"


class Document(NamedTuple):
    """A document: what the guide calls it, its title, and who made it known and when."""

    name: str
    title: str
    by: str


DOCUMENTS = (
    Document(
        ODI,
        "Collaboration Mechanisms: Communities of Practice",
        "ODI, Tools for Knowledge and Learning, with DFID’s good practice guide of 2004",
    ),
    Document(KM4DEV, "Starting a Community of Practice", "KM4Dev wiki, with notes by BP Amoco, SDC and Anecdote"),
    Document(
        WORLD_BANK,
        "Definition of Community of Practice",
        "World Bank Group, Communities of Practice Toolkit, 2021, CC BY 4.0",
    ),
    Document(OPSI_2021, "Identifying public sector innovation networks", "OECD OPSI, 2021"),
    Document(
        OPSI_2023,
        "What does it take to set up and run government communities of practice for anticipation and foresight? Part 1",
        "OECD OPSI, 2023",
    ),
)
