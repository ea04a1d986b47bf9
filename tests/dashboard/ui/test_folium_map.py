"""The Folium map costs a rerun little: what is the same each time is compiled once."""

import jinja2
import pytest

from dashboard.ui.folium_map import base_map

OPTIONS = {"credits": "© Somebody."}


def test_a_map_like_the_one_before_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []
    compile_ = jinja2.Environment.compile

    def watched(self: jinja2.Environment, source: object, *rest: object) -> object:
        compiled.append(source)
        return compile_(self, source, *rest)  # type: ignore[call-overload]

    base_map(OPTIONS).get_root().render()
    monkeypatch.setattr(jinja2.Environment, "compile", watched)
    base_map(OPTIONS).get_root().render()
    assert compiled == []
    base_map({"credits": "© Another."}).get_root().render()
    assert len(compiled) == 1
