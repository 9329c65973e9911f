"""Places: councils, the practices dealt over them, streets and contact points."""
