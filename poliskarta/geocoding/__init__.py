"""Place names and addresses → positions: asked for once, matched, kept in a table one can read."""
