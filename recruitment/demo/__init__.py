"""Made-up people, studies and sessions with which an empty office can be tried."""
