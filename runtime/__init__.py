"""What the experiment's server and the recruitment office share when they run."""
