"""What a row holds packed as JSON text comes back whatever stands in it."""

import math

import pytest

from events.files.feature_rows import feature_from

ROW = {"id": "e1", "title": "A", "geometry": None}


@pytest.mark.parametrize("text", ["{", "[1]", "7", "null", "[" * 100_000, 5])
def test_what_is_no_object_is_kept_under_its_own_name(text: object):
    assert feature_from({**ROW, "extra": text})["properties"]["extra"] == text


def test_a_number_too_long_for_any_float_is_endless():
    digits = "9" * 5_000
    packed = f'{{"team": {digits}}}'
    assert feature_from({**ROW, "extra": packed})["properties"]["team"] == math.inf
