"""Pages and the files that they need; nothing is loaded from elsewhere."""
