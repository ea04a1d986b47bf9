"""Where events lie: in memory or on the disk, sorted along the map's curve."""
