"""What may stand in a field or a query that nobody meant: more than 120 values, most of them from reports of others."""

from tests import hostile

NUMBERS = (
    "0", "-0", "-1", "+1", "1.5", "1,5", "1 000", "1e3", "1e400", "-1e400", "NaN", "nan", "Infinity", "-inf", "0x10",
    "0b1", "1_000", "007", "٣", "²", "Ⅷ", "½", "९९", "9" * 40, "-" + "9" * 40, "9" * 5_000, "0." + "1" * 400,
    str(2**31), str(2**31 - 1), str(2**63), str(-(2**63) - 1), str(2**64), "1" + "0" * 308 + ".0", "1/0", "--1", "1-",
)  # fmt: skip
DATES = (
    "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13", "2026-00",
    "2026-1-1", "31/12/2026", "-2026-01-01", "2026-01-01T25:61:61", "2026-01-01T00:00:00+99:99", "24:00", "2026-W60",
    "２０２６-01-01", "99999999999999-01-01", "today", "2026-01-01\n",
)  # fmt: skip
CODE = (
    "'; DROP TABLE communities_community; --", "' OR '1'='1", "1) OR (1=1", "\\'; SELECT pg_sleep(9)--", "$$;x", "%s",
    "%(name)s", "%n%n%n%x", "{0.__class__}", "{{ 7*7 }}", "{% debug %}", "{}", "{", "${7*7}", "#{1}", "<%= 1 %>",
    "`id`", "$(id)", "; ls", "| id", "../../../../etc/passwd", "..\\..\\x", "file:///etc/passwd", "C:\\con",
    "/dev/null",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<!--", "-->", "<![CDATA[",
    "]]>", "<?xml?>", "&#0;", "&bogus;", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example",
    "http://", "https://[", "https://[::1", "http://a:99999/", "http://a b/", "https://user:pw@example.org/",
    "https://xn--zzzzzz--.example/", "https://" + "a" * 300 + ".example/", "https://\u202egro.elpmaxe/", "ftp://x/",
    "https://example.org/" + "x" * 3_000, "a@b", "@", "a@@b.example", "a" * 70 + "@example.org",
    "a@" + "b." * 200 + "example", '"a b"@example.org', "a@[127.0.0.1]", "a@example.org\nBcc: b@example.org",
    "a@example.org,b@example.org", "a@\u0435xample.org", "null", "None", "undefined", "true", "on", "[]", "[1", '{"a":',
    '{"a":1}', "[" * 2_000, "__proto__", "constructor", "__all__", "pk", "__class__", "id__gt",
)  # fmt: skip
SIGNS = (
    "", " ", "\t", "\n", "\r\n", "\r", "\x0b", "\x1f", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\u3000", "\x00",
    "a\x00", "\x1b[31m", "\u200b", "\u200d", "\u200e\u200f", "\u202a\u202e\u2066", "\u2069" * 50, "\ufeff", "\ufffd",
    "\uffff", "\U0010ffff", "\ud800", "a\udfffb", "\udc80", "\ue000", "\U000e0041\U000e007f", "a" + "\u0301" * 3_000,
    "\u1100\u1161\u11a8", "ﷺ" * 18, "İ", "ß", "ﬃ", "ſ", "Ω", "K", "ǅ", "🏴\U000e0067\U000e007f", "👨‍👩‍👧‍👦" * 40,
    "🇫🇷" * 90, "𝔘𝔫𝔦", "раураl", "ا" * 200, "\u0e33" * 100, "x" * 501, "x" * 2_001, "x y " * 500, "x\n" * 400,
    "." * 254, "-" * 100, "_" * 61, "x" * 200_000, "é" * 100_000, "\u202e" * 9_000,
)  # fmt: skip
VALUES = tuple(dict.fromkeys((*hostile.TEXTS, *NUMBERS, *DATES, *CODE, *SIGNS)))
SHORT = tuple(value for value in VALUES if len(value) <= 400)
NAMES = ("", " ", "q[]", "scale[$ne]", "q.q", "__proto__", "a\x00", "\ud800", "id", "pk__in", "name__regex", "x" * 300)


def as_bytes(text: str) -> bytes:
    """As a program sends it that does not care: half a surrogate pair too."""
    return text.encode("utf-8", "surrogatepass")
