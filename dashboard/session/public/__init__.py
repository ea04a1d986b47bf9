"""What this server shows everybody."""
