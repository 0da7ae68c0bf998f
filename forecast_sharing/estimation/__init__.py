"""Both theories fitted to decisions, compared, and judged."""
