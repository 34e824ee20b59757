"""What a log line says of people: nothing. What an error quotes of a row or of an address is cut to …."""

import re

# PostgreSQL quotes the row that it refused, however many lines that has.
QUOTED_ROW = re.compile(r"^(\s*)DETAIL:.*?(?=^\s*(?:CONTEXT|HINT|STATEMENT):|^\s*$|^\S|\Z)", re.MULTILINE | re.DOTALL)
_OF_ADDRESS = r"[^\s<>\"'(),;:=\[\]{}/]"
# Looked for where such signs begin and nowhere else: a path of 8,000 of them would take a second at each log line.
ADDRESS = re.compile(rf"(?<!{_OF_ADDRESS}){_OF_ADDRESS}+(?:@|%40)[\w-]+(?:\.[\w-]+)+")


def without_people(text: str) -> str:
    """TEXT without quoted rows and e-mail addresses."""
    return ADDRESS.sub("…@…", QUOTED_ROW.sub(r"\1DETAIL: …\n", text) if "DETAIL:" in text else text)
