"""The bid 投标测算: costs, tax and margin, scoring formulas, what rivals may ask, and whether to bid (METHOD 7.4)."""
