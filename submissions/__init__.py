"""What the public sends and what moderators decide. All personal data lives here."""
