"""Another force's published files → a project folder."""
