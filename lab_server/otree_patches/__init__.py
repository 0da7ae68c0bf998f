"""What oTree does differently here, and what this server asks it to do."""
