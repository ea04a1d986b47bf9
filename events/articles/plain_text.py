"""Bytes to text: by a mark at their beginning, as UTF-8, as a page declares, or by likeness."""

import codecs
import re

import charset_normalizer

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I)
_HEAD = 4_096  # bytes in which a page declares its encoding


def decoded(data: bytes, *, declares: bool = False) -> str:
    r"""Decode a text; line ends stay as they are.

    Parameters
    ----------
    data
        The bytes.
    declares
        Whether the text may declare its own encoding, as HTML does.

    Raises
    ------
    ValueError
        Where no encoding fits.

    Examples
    --------
    >>> decoded("Бои у реки".encode("cp1251") + b"\r\n" * 2)[-4:]
    '\r\n\r\n'
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding)
    declared = _DECLARED.search(data[:_HEAD]) if declares else None
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else ""):
        try:
            return data.decode(encoding) if encoding else _likely(data)
        except (UnicodeDecodeError, LookupError):
            continue
    return _likely(data)


def _likely(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise ValueError("its encoding is not known")
    return data.decode(best.encoding)
