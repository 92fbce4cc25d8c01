"""Place names and addresses → positions: asked once, judged, kept in a table one can read."""
