"""Sentences of hand-made texts, one rule of the splitter each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.provenance.sentences import sentences

CASES = {
    "line breaks end a headline, a subhead and a byline": (
        "A headline without a stop\n\nA subhead\nOne. Two.\n\nBy A. Writer",
        ["A headline without a stop", "A subhead", "One.", "Two.", "By A. Writer"],
    ),
    "Windows and Unicode line ends": ("One\r\nTwo\u2029Three", ["One", "Two", "Three"]),
    "a line without a letter or a digit is none": ("One.\n* * *\n—\nTwo.", ["One.", "Two."]),
    "a closing curly quote belongs to the sentence": (
        "It was a “hasty exit.” He left.",
        ["It was a “hasty exit.”", "He left."],
    ),
    "closing guillemets, brackets and straight quotes too": (
        'Він сказав: «Так.» (So it was.) He said "no." Then he left.',
        ["Він сказав: «Так.»", "(So it was.)", 'He said "no."', "Then he left."],
    ),
    "Russian titles, and the letter that stands for a town or a year": (
        "В г. Душанбе ген. Иванов был 5 июля 2021 г. После этого он уехал.",
        ["В г. Душанбе ген. Иванов был 5 июля 2021 г.", "После этого он уехал."],
    ),
    "a comma before the closing quote ends nothing": (
        "“We’ll do everything,” he said.",
        ["“We’ll do everything,” he said."],
    ),
    "a small letter after a quoted question": (
        "“Who?” he asked. “I!” she said.",
        ["“Who?” he asked.", "“I!” she said."],
    ),
    "a sentence may begin with a quotation mark": (
        "They fled. “We saw them,” he said.",
        ["They fled.", "“We saw them,” he said."],
    ),
    "a sentence may begin with a figure": (
        "They fled. 300 stayed.",
        ["They fled.", "300 stayed."],
    ),
    "titles": (
        "Gen. Smith met Mr. Jones and Lt. Col. Ali.",
        ["Gen. Smith met Mr. Jones and Lt. Col. Ali."],
    ),
    "months and numbers before figures": (
        "On Jan. 5 he read No. 7. It was Dec. They left.",
        ["On Jan. 5 he read No. 7.", "It was Dec.", "They left."],
    ),
    "U.S. within a sentence": (
        "The U.S. Army and the U.S. troops of J. R. Smith left.",
        ["The U.S. Army and the U.S. troops of J. R. Smith left."],
    ),
    "U.S. at the end of one": (
        "He left the U.S. The others stayed in the U.S. “We stay,” they said.",
        ["He left the U.S.", "The others stayed in the U.S.", "“We stay,” they said."],
    ),
    "companies": (
        "Acme Inc. Chairman Ali spoke to Acme Ltd. But it closed.",
        ["Acme Inc. Chairman Ali spoke to Acme Ltd.", "But it closed."],
    ),
    "decimals, addresses and handles": (
        "About 3.5 km off, see example.org or @name.",
        ["About 3.5 km off, see example.org or @name."],
    ),
    "a run of stops counts once": (
        "Really?! Yes... Then silence… And the end.",
        ["Really?!", "Yes...", "Then silence…", "And the end."],
    ),
    "an ellipsis within a sentence": ("He was... not there.", ["He was... not there."]),
    "Chinese, without white space": (
        "他来了。“我走了。”她说。",
        ["他来了。", "“我走了。”", "她说。"],
    ),
    "Persian and Hindi": (
        "او آمد؟ بله. وہ گیا۔ ہاں۔\nवह आया। हाँ।",
        ["او آمد؟", "بله.", "وہ گیا۔", "ہاں۔", "वह आया।", "हाँ।"],
    ),
    "nothing": ("", []),
    "white space": (" \n\t ", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_sentences_of(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="aB. \n“”?!1U.S—。", max_size=60))
def test_sentences_lie_in_order_and_hold_every_letter(text: str) -> None:
    spans = sentences(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    held = "".join(text[start:end] for start, end in spans)
    assert [c for c in held if c.isalnum()] == [c for c in text if c.isalnum()]
