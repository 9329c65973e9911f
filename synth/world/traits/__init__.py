"""What people are beside age and sex: origins, beliefs, disability, body mass, caring."""
