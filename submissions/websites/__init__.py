"""Whether communities' websites still answer: asked gently, never in private networks, and only where turned on."""
