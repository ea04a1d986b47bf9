"""Events of several sources that may be the same: suggested, made one, and parted again."""
