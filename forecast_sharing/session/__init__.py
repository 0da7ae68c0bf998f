"""What a session is made of: settings, draws, stated beliefs, earnings, and people who leave."""
