"""What a text must be before the engine sees it: local, bounded, and of the kind that is allowed."""
