"""The files of a lake: where they lie, which a version has, and whether they are those."""
