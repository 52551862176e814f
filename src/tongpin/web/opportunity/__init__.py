"""The opportunity page 商机: what is shown, how it is changed."""
