"""What a text has to be, to be kept on a desk."""

import hashlib

from events.desk.database import DeskError
from events.model.event import Source


def source_of_text(text: str, source: Source) -> Source:
    """Give a source its text's length and SHA-256.

    Raises
    ------
    DeskError
        Where the text is no Unicode, or holds a null character.
    """
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise DeskError(f'"{source.id}": {error}. The text was not kept.') from error
    if "\0" in text:
        raise DeskError(f'"{source.id}": found a null character. The text was not kept.')
    return source.model_copy(update={"length": len(text), "sha256": digest})
