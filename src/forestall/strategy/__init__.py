"""What would they do: the perpetrator's choice, talks, simulated campaigns, and where to stand."""
