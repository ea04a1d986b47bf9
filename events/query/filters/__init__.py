"""The filters of a selection, one module each: what it holds, its rule, how it is written."""
