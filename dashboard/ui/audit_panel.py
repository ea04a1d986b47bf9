"""Checking the open files against their words, by the texts of sources that a reader gives."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.present import wording
from dashboard.present.review.audit_list import audit_list
from dashboard.session.server_limits import ARTICLE_CHARACTERS, ARTICLE_MB, AUDITED_EVENTS
from dashboard.session.session_file import SessionFile
from dashboard.ui.panels import component, is_pressed, note_done, show_button
from dashboard.ui.session_files import escape_markdown
from dashboard.words.catalogue import say

_audit = component("audit")
_CHECK = "audit-asked"


def show_audit(file: SessionFile) -> None:
    """Ask for the texts of sources, and show which events they bear out.

    The texts stay in the session; they are in no event file and in no address.

    Parameters
    ----------
    file
        The open event file.
    """
    sources = {source.id: source for source in file.loaded.sources}
    if not sources:
        return
    with st.expander(say("audit.title")):
        st.markdown(say("audit.why"))
        if len(file.loaded.events) > AUDITED_EVENTS:
            st.text(say("audit.too_many", most=AUDITED_EVENTS))
            return
        # A select box opens a list of its own, which a scroll of the panel closes.
        chosen = st.radio(
            say("audit.source"),
            [*sources],
            format_func=lambda id_: escape_markdown(wording.credit(sources[id_])),
            key="audit-source",
        )
        texts: dict[str, str] = st.session_state.setdefault("audit_texts", {})
        upload = st.file_uploader(
            say("article.text_file"),
            type="txt",
            max_upload_size=ARTICLE_MB,
            key=f"audit-file-{chosen}",
        )
        pasted = st.text_area(
            say("article.paste"),
            key=f"audit-text-{chosen}",
            height=100,
            max_chars=ARTICLE_CHARACTERS,
        )
        show_button(_CHECK, say("audit.check"))
        if is_pressed(_CHECK) and chosen:
            given = pasted
            if isinstance(upload, UploadedFile):
                given = upload.getvalue().decode("utf-8", "replace")
            texts.pop(chosen, None)
            if given:
                texts[chosen] = given
            note_done(_CHECK)
        known = {id_: text for id_, text in texts.items() if id_ in sources}
        if known:
            _audit(key="audit", data=_answers(file, known))


def _answers(file: SessionFile, texts: dict[str, str]) -> dict[str, object]:
    """Return the answers; the latest are kept, as the page runs often."""
    asked = file.collection, file.loaded.sha256, tuple(texts.items())
    kept = st.session_state.get("audited")
    if kept is None or kept[0] != asked:
        st.session_state["audited"] = kept = asked, audit_list(file, texts)
    found: dict[str, object] = kept[1]
    return found
