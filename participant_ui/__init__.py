"""What every page that a participant sees has in common: texts, form fields, page base and labels."""
