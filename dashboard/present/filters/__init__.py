"""What the panel of filters offers, as plain JSON, from the filters' declarations."""
