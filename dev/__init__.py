"""What `./run` does in a checkout: its environment and tests. Standard library only; not in the wheel."""
