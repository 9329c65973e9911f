"""Traits of people beside age and sex: origins, beliefs, disability, body mass, caring."""
