"""The languages that an entry can name, by ISO 639 code. No other is accepted, so that filters stay few and clear."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .countries import sort_key

NAMES = {
    "af": _("Afrikaans"),
    "am": _("Amharic"),
    "ar": _("Arabic"),
    "az": _("Azerbaijani"),
    "be": _("Belarusian"),
    "bg": _("Bulgarian"),
    "bn": _("Bengali"),
    "bs": _("Bosnian"),
    "ca": _("Catalan"),
    "cs": _("Czech"),
    "cy": _("Welsh"),
    "da": _("Danish"),
    "de": _("German"),
    "el": _("Greek"),
    "en": _("English"),
    "es": _("Spanish"),
    "et": _("Estonian"),
    "eu": _("Basque"),
    "fa": _("Persian"),
    "fi": _("Finnish"),
    "fil": _("Filipino"),
    "fr": _("French"),
    "ga": _("Irish"),
    "gd": _("Scottish Gaelic"),
    "gl": _("Galician"),
    "gn": _("Guarani"),
    "he": _("Hebrew"),
    "hi": _("Hindi"),
    "hr": _("Croatian"),
    "ht": _("Haitian Creole"),
    "hu": _("Hungarian"),
    "hy": _("Armenian"),
    "id": _("Indonesian"),
    "is": _("Icelandic"),
    "it": _("Italian"),
    "iu": _("Inuktitut"),
    "ja": _("Japanese"),
    "ka": _("Georgian"),
    "kk": _("Kazakh"),
    "km": _("Khmer"),
    "ko": _("Korean"),
    "ky": _("Kyrgyz"),
    "lb": _("Luxembourgish"),
    "lo": _("Lao"),
    "lt": _("Lithuanian"),
    "lv": _("Latvian"),
    "mg": _("Malagasy"),
    "mi": _("Māori"),
    "mk": _("Macedonian"),
    "mn": _("Mongolian"),
    "ms": _("Malay"),
    "mt": _("Maltese"),
    "my": _("Burmese"),
    "ne": _("Nepali"),
    "nl": _("Dutch"),
    "no": _("Norwegian"),
    "pl": _("Polish"),
    "ps": _("Pashto"),
    "pt": _("Portuguese"),
    "qu": _("Quechua"),
    "rm": _("Romansh"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "rw": _("Kinyarwanda"),
    "se": _("Northern Sami"),
    "si": _("Sinhala"),
    "sk": _("Slovak"),
    "sl": _("Slovenian"),
    "so": _("Somali"),
    "sq": _("Albanian"),
    "sr": _("Serbian"),
    "sv": _("Swedish"),
    "sw": _("Swahili"),
    "ta": _("Tamil"),
    "tg": _("Tajik"),
    "th": _("Thai"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "uz": _("Uzbek"),
    "vi": _("Vietnamese"),
    "zh": _("Chinese"),
    "zu": _("Zulu"),
}

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})


def is_language(code: str) -> bool:
    """Whether the code is one that entries may use."""
    return code in NAMES


def name(code: str) -> str:
    """The language's name in the reader's language; an unknown code is given back as it is."""
    return str(NAMES.get(code, code))


def all_languages() -> tuple[tuple[str, str], ...]:
    """Every language as (code, name), by name in the reader's language, accents aside."""
    return _by_name(get_language())


@lru_cache(maxsize=8)
def _by_name(_language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((code, name(code)) for code in NAMES), key=lambda pair: sort_key(pair[1])))


def direction(code: str) -> str:
    """`rtl` or `ltr`, as the HTML attribute wants it."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"
