"""The commands of ``python -m forecast_sharing``, one module for each question a user asks."""
