"""What both theories need: checks of numbers, expected profits, and the choices that are left open."""
