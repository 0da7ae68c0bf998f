"""The fit report: numbers as JSON and CSV, pictures, and a page that says what they mean."""
