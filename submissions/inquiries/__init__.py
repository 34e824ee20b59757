"""“Has anyone tried …?”: a question is asked, moderated, relayed to a few conveners, and answered by one reply."""
