"""Texts of articles out of files: plain text, web pages, Word documents and PDFs."""
