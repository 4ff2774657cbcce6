"""The directory of a store: what builds made, the graph that is served, its copies."""
