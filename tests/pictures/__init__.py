"""Pictures of the site, to look at before and after a change of looks, and the few that the README shows."""
