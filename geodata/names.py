"""Names of places as they are compared: without case, marks on letters, and words of kind."""

import re
import unicodedata

_KINDS = """
    administrative area autonomous canton county departamento departement department departemen
    distrito district division emirate estado governorate governorates gouvernorat kilil krai kray
    metropolitan muhafazah muhafazat municipality oblast oblasti oblasts parish prefecture
    provincia provincie province provinces provinsi rayon raion region regional regiao republic
    state territory velayat viloyat viloyati vilayet voivodeship wilaya wilayah wilayat wilayati
"""
_ARTICLES = "a al ad an and ar as ash at d da de del des di do dos du e el la las le los of the"
_UNTELLING = frozenset(f"{_KINDS} {_ARTICLES}".split())
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ə": "a", "æ": "ae"})


def fold_name(name: str) -> str:
    """Return what two spellings of one name have in common.

    Parameters
    ----------
    name
        As a file has it, in any script.

    Returns
    -------
    str
        Letters and digits alone; ``""`` for none.

    Examples
    --------
    >>> fold_name("Donets'ka Oblast'"), fold_name("Departamento de Norte de Santander")
    ('donetska', 'nortesantander')
    >>> fold_name("Région de l'Est"), fold_name("The Province")
    ('lest', 'theprovince')
    """
    plain = name.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(one for one in letters if not unicodedata.combining(one))
    words = re.findall(r"\w+", re.sub(r"['’‘ʻʼ`´]", "", plain))
    telling = [word for word in words if word not in _UNTELLING]
    return "".join(telling or words)
