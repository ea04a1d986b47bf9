"""The terms and phrases of each language, and what its phrases of time mean."""
