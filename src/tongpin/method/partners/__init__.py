"""Partners who bring orders (METHOD 12, 13.1): what they earn, and whom we may never pay."""
