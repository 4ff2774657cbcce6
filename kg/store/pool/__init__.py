"""Ad-hoc queries and updates in processes of their own, which can be ended."""
