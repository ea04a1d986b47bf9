"""The filters by source: who tells of an event, and whether they agree."""
