"""What the commands do: where reading meets the warehouse."""
