"""Gates met, shown or forced, and the answers on which an opportunity is assessed."""
