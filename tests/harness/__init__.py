"""What tests need to run the project for real: a server, bots, a browser."""
