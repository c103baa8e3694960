"""What files the site consists of, and how each is made."""
