"""What nobody knows beforehand: how forecasts and noise are distributed, and what is believed of them."""
