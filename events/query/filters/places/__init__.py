"""The filters by place: the country, and where on the map an event is counted."""
