"""The site: settings, addresses, middleware, health and the embedded PostgreSQL. No domain knowledge lives here."""
