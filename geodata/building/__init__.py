"""How the base layers are made from registry packages; users never run this."""
