"""What the layers are made of: packages, attributions, lands and settlements."""
