"""What Code mode's page sends, read and checked before anything is done."""
