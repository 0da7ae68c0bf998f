"""How dates and times are written, where Django's own way could be misread."""
