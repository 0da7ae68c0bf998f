"""What is checked on the server before people come, the page that shows it, and the address that programs ask."""
