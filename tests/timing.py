"""How long the main questions take, in writing: `python -m tests.timing` writes docs/timing.md from them."""

import os
from pathlib import Path

import django
from django.utils.text import capfirst

DOCUMENT = Path(__file__).parent.parent / "docs" / "timing.md"
# A national community: one more question than of an international one.
ANSWERS = {"scale": "national"}
ABOUT = """# How long the questionnaire takes

Written by `python -m tests.timing`. Every word of the main questions is read at {words} a minute: titles, questions,
help, every choice and its definition. Deciding and typing come on top: {signs} signs a minute, as many as the
question's example has, and a few seconds for each choice (`submissions/questionnaire/__init__.py`). Most people read
less.

| part | questions | reading, s | answering, s |
|---|--:|--:|--:|
{rows}
| **all** | {questions} | {reading} | {answering} |

**{minutes} minutes in all.**
"""


def document() -> str:
    """The whole text, from the questions as they are."""
    from submissions import questionnaire  # it needs Django's settings

    main = questionnaire.MAIN
    numbered = questionnaire.numbers(ANSWERS)
    times = [(questionnaire.reading(one, ANSWERS), questionnaire.answering(one, ANSWERS)) for one in main]
    counts = [sum(question.key in numbered for question in one.questions) for one in main]
    rows = [
        f"| {capfirst(str(one.title))} | {count} | {reading:.0f} | {answering:.0f} |"
        for one, count, (reading, answering) in zip(main, counts, times, strict=True)
    ]
    reading, answering = (sum(part) for part in zip(*times, strict=True))
    return ABOUT.format(
        words=questionnaire.WORDS_A_MINUTE,
        signs=questionnaire.SIGNS_A_MINUTE,
        rows="\n".join(rows),
        questions=sum(counts),
        reading=f"{reading:.0f}",
        answering=f"{answering:.0f}",
        minutes=f"{(reading + answering) / 60:.1f}",
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")
    django.setup()
    DOCUMENT.write_text(document())
