"""Our own pool."""
