"""Events to other formats, and what each of them loses."""
